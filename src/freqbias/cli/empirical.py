"""``freqbias empirical``: eigenvalues of H/n for a million samples, beside those of T."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.inputs import circle_density

if TYPE_CHECKING:
    from freqbias.empirical_spectrum import EmpiricalSpectrum, Experiment
    from freqbias.empirical_spectrum.sample import Sample
    from freqbias.theory.densities import Density

__all__ = ["COMMANDS"]

_INTERRUPTED = 130
_OF_A_DENSITY = ("breaks", "weights", "formula")
_OF_DRAWING = ("samples", "points", "seed")
_OF_A_FILE = ("column", "unit")


@click.command()
@click.option("--breaks", metavar="LIST", help='In units of pi, say "-1,-1/3,1/3,1".')
@click.option("--weights", metavar="LIST", help='One for each piece, say "1,2,4".')
@click.option("--density", "formula", metavar="FORMULA",
              help='Instead: a trigonometric density, say "(3 cos(2x+pi)+4.5)/(9 pi)".')  # fmt: skip
@click.option("--samples", type=int, metavar="N", help="How many points.")
@click.option("--points", type=click.Choice(["iid", "quantile"]),
              help="Independent, or F^-1((i + 1/2)/N).  [default: iid]")  # fmt: skip
@click.option("--seed", type=int, help="Of independent points.  [default: 0]")
@click.option("--file", metavar="FILE", help="Instead of samples: angles in a CSV file.")
@click.option("--column", metavar="NAME", help="Of the file; by default the numeric one.")
@click.option("--unit", type=click.Choice(["radians", "degrees", "hours", "turns"]),
              help="Of the file; radians if they can be.")  # fmt: skip
@click.option("--kernel", "name", default="first_layer_bias", show_default=True, metavar="NAME",
              help="See `freqbias kernels`.")  # fmt: skip
@click.option("--count", type=int, default=12, show_default=True, metavar="K",
              help="How many eigenvalues, counting copies.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def empirical(name: str, count: int, as_json: bool, **options: Any) -> int:
    """Largest eigenvalues of the sampled matrix H/n, H_ij = k(x_i - x_j), beside those of T.

    In O(n) time and memory, with certified indices: a million samples take seconds.  Beside them the
    exact eigenvalues under the density, by how many standard errors they differ, and what (20) of the
    paper prints.  Ctrl-C leaves the values of the last iteration.
    """
    sample = _sample(options)
    from freqbias.empirical_spectrum import Experiment
    from freqbias.theory.kernels import named

    return _run(Experiment(sample, named(name), count), as_json)


def _run(experiment: Experiment, as_json: bool) -> int:
    """Exit status."""
    from freqbias.empirical_spectrum.experiment import Interrupted
    from freqbias.memory import in_words
    from freqbias.status import status

    experiment.require_memory()
    output.note(f"{experiment} need about {in_words(experiment.memory)} of memory")
    try:
        with status() as say:
            found = experiment.run(say)
    except Interrupted as stopped:
        _print(stopped.found, as_json)
        return _INTERRUPTED
    _print(found, as_json)
    return 0


def _print(found: EmpiricalSpectrum, as_json: bool) -> None:
    if as_json:
        output.print_json(found.report())
    else:
        click.echo(found.text())


def _sample(options: dict[str, Any]) -> Sample:
    from freqbias.empirical_spectrum import Drawn, Recorded

    if options["file"] is not None:
        _refuse(options, _OF_DRAWING, "--file, whose points are there")
        from freqbias.numerics.samples import Unit

        given = any(options[name] is not None for name in _OF_A_DENSITY)
        unit = None if options["unit"] is None else Unit(options["unit"])
        compared = _density(options) if given else None
        return Recorded.open(options["file"], options["column"], unit, compared)
    _refuse(options, _OF_A_FILE, "samples, without --file")
    if options["samples"] is None:
        raise click.UsageError("give either --samples or --file")
    points = options["points"] or "iid"
    if points == "quantile":
        _refuse(options, ("seed",), "--points quantile, which are the same for every seed")
    return Drawn(_density(options), options["samples"], points, options["seed"] or 0)


def _density(options: dict[str, Any]) -> Density:
    return circle_density(*(options[name] for name in _OF_A_DENSITY))


def _refuse(options: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    """No option may be given that has no effect."""
    for name in names:
        if options[name] is not None:
            raise click.UsageError(f"--{name} has no effect with {where}")


COMMANDS = (empirical,)
