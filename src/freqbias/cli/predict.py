"""``freqbias predict``: from a file of angles to when each frequency is learned in each region."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.converge import descent_options

if TYPE_CHECKING:
    from freqbias.prediction import Prediction

__all__ = ["COMMANDS"]

_UNITS = ("radians", "degrees", "hours", "turns")
_PICTURES = (".svg", ".png")
_TRAINING = ("samples", "batch_size", "width", "parameterisation", "loss")


@click.command()
@click.argument("file")
@click.option("--column", metavar="NAME", help='Angles; or "x,y", coordinates of points.')
@click.option("--unit", type=click.Choice(_UNITS), help="Of the angles; radians if they can be.")
@click.option("--regions", default="auto", show_default=True, metavar="auto|N",
              help="Found from the data, or N equal ones.")  # fmt: skip
@click.option("--frequencies", default="1:20", show_default=True, metavar="LIST",
              help='Say "1:20" or "1,2,5:8".')  # fmt: skip
@click.option("--tolerance", type=float, default=0.01, show_default=True,
              help="Of the mean square error, relative to the start.")  # fmt: skip
@click.option("--target", metavar="NAME", help="A column to be learned from the angle.")
@click.option("--kernel", default="first_layer_bias", show_default=True, metavar="NAME",
              help="See `freqbias kernels`.")  # fmt: skip
@click.option("--learning-rate", metavar="ETA", help="Gives steps and epochs of gradient descent.")
@click.option("--samples", type=int, metavar="N", help="Trained on; by default the rows used.")
@click.option("--batch-size", type=int, metavar="N", help="By default all samples.")
@descent_options
@click.option("--by", type=float, metavar="TIME",
              help="What is learned by then; steps with --learning-rate.")  # fmt: skip
@click.option("--bootstrap", type=int, default=200, show_default=True, metavar="N",
              help="Resamplings for the intervals; 0 for none.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
@click.option("--plot", metavar="FILE", help="Heat map, .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def predict(file: str, plot: str | None, by: float | None, as_json: bool, **options: Any) -> None:
    """When is each frequency learned where?  From the angles in a CSV file.

    The density of the angles is a circular histogram; under it the error of waves sin(k x + phase)
    falls as gradient flow of the neural tangent kernel on L2(p) has it.
    """
    picture = _picture(plot)
    if by is not None and not 0 < by < float("inf"):
        raise click.UsageError(f"--by {by:g} is not a positive time")
    prediction = _predict(file, options)
    if prediction.data.doubt is not None:
        output.note(prediction.data.doubt)
    if by is not None and prediction.training is not None:
        by *= prediction.training.time_per_step
    if picture is not None:
        _draw(prediction, picture)
    if as_json:
        from freqbias.prediction.report import report

        output.print_json(report(prediction, by))
        return
    from freqbias.prediction.tables import show

    show(prediction, by, output.console())


def _predict(file: str, options: dict[str, Any]) -> Prediction:
    frequencies = _frequencies(options["frequencies"])
    regions = None if options["regions"] == "auto" else _whole(options["regions"], "--regions")
    training = _training(options)
    from freqbias.numerics.samples import Unit
    from freqbias.prediction import predict as compute
    from freqbias.theory.kernels import named

    return compute(
        file,
        column=options["column"],
        unit=None if options["unit"] is None else Unit(options["unit"]),
        regions=regions,
        frequencies=frequencies,
        tolerance=options["tolerance"],
        target=options["target"],
        kernel=named(options["kernel"]),
        training=training,
        draws=options["bootstrap"],
        seed=options["seed"],
    )


def _training(options: dict[str, Any]) -> dict[str, Any] | None:
    """The arguments of a training that were given; without a learning rate there may be none."""
    rate = options["learning_rate"]
    if rate is None:
        for option in _TRAINING:
            if options[option] is not None:
                raise click.UsageError(f"--{option.replace('_', '-')} is for --learning-rate")
        return None
    given = {"samples": "samples", "batch_size": "batch", "width": "width"}
    found = {name: options[option] for option, name in given.items() if options[option] is not None}
    from freqbias.theory.descent import Loss, Parameterisation
    from freqbias.theory.text import numbers

    steps = numbers(rate, "learning rate")
    if len(steps) != 1:
        raise click.UsageError(f"--learning-rate {rate!r} is not one number")
    return {
        "step_size": steps[0],
        "loss": Loss(options["loss"] or "half"),
        "parameterisation": Parameterisation(options["parameterisation"] or "ntk"),
        **found,
    }


def _frequencies(text: str) -> list[int]:
    """From "1,2,5:8", increasing."""
    found: set[int] = set()
    for part in text.split(","):
        first, colon, last = part.partition(":")
        low = _whole(first, "--frequencies")
        high = _whole(last, "--frequencies") if colon else low
        if high < low:
            raise click.UsageError(f"--frequencies {part!r} is reversed: {low} is above {high}")
        if low < 1 or high > 200:
            wrong = low if low < 1 else high
            raise click.UsageError(f"--frequencies has {wrong}, which is not between 1 and 200")
        found.update(range(low, high + 1))
    return sorted(found)


def _whole(text: str, option: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise click.UsageError(f"{option} has {text[:40]!r}, which is not a whole number") from None


def _picture(target: str | None) -> Path | None:
    """The file to draw to, and what draws, checked before any work is done."""
    if target is None:
        return None
    path = Path(target).resolve()
    if path.suffix.lower() not in _PICTURES:
        raise click.UsageError(f"--plot {target!r} does not end in .svg or .png")
    if path.is_dir() or not path.parent.is_dir():
        raise click.UsageError(f"--plot {target!r} cannot be written: it names no file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise click.UsageError(f"--plot {target!r} cannot be written: permission denied")
    from freqbias.heatmap import needs_matplotlib

    needs_matplotlib()
    return path


def _draw(prediction: Prediction, path: Path) -> None:
    from freqbias.heatmap import heatmap
    from freqbias.plots import svg

    figure = heatmap(prediction)
    if path.suffix.lower() == ".svg":
        output.write_text(svg(figure), path, "--plot")
        return
    png = BytesIO()
    figure.savefig(png, format="png", dpi=160)
    output.write_bytes(png.getvalue(), path, "--plot")


COMMANDS = (predict,)
