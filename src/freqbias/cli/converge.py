"""``freqbias converge``: when a target is learned, region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.inputs import density_of, kernel_of, kernel_options, pieces_options

if TYPE_CHECKING:
    from freqbias.numerics.flow.learning import LearningTimes, RegionTime
    from freqbias.theory.descent import Descent
    from freqbias.theory.kernels import Kernel
    from freqbias.theory.targets import Target

__all__ = ["COMMANDS", "descent_options"]


def descent_options(command: Any) -> Any:
    """The options that say how steps of gradient descent are scaled (theory.descent)."""
    from click import Choice, IntRange, option

    options = (
        option("--loss", type=Choice(["half", "sum", "mean", "half-mean"]),
               help="Half the sum of squares, as in (4), or another.  [default: half]"),
        option("--parameterisation", type=Choice(["ntk", "standard", "mean-field"]),
               help="Factor m^-1/2, 1 or 1/m in front of the sum over units.  [default: ntk]"),
        option("--width", type=IntRange(1),
               help="Units m, for the standard and mean-field parameterisations."),
    )  # fmt: skip
    for decorate in reversed(options):
        command = decorate(command)
    return command


@click.command()
@pieces_options
@click.option("--frequency", type=int, help="Target sin(frequency x); on a sphere the degree of a "
              "harmonic.")  # fmt: skip
@click.option("--order", type=int, help="On a sphere: the order of the harmonic, 0 for a zonal one.  "
              "[default: 0]")  # fmt: skip
@click.option("--phase", metavar="NUMBER", help="Of that target, in units of pi.")
@click.option("--target", "formula", metavar="FORMULA",
              help='Instead: a trigonometric polynomial, say "0.4 cos(16x) + cos(x)".')  # fmt: skip
@click.option("--tolerance", default="0.01", show_default=True, metavar="NUMBER",
              help="What is left of the error.")  # fmt: skip
@click.option("--norm", type=click.Choice(["mean-square", "sup"]),
              help="The error; sup is not certified.  [default: mean-square]")  # fmt: skip
@kernel_options
@click.option("--method", type=click.Choice(["flow", "descent"]), default="flow", show_default=True,
              help="Gradient flow in operator time, or steps of gradient descent.")  # fmt: skip
@click.option("--step-size", metavar="NUMBER", help="Of gradient descent.")
@click.option("--samples", type=click.IntRange(1), help="Of gradient descent: how many points.")
@descent_options
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def converge(**options: Any) -> None:
    """When a target is learned: the time after which the error stays below the tolerance.

    Operator time t is that of u' = T (g - u); a step of size eta on n samples of the paper's loss (4)
    advances it by eta n.  The paper's network (2) with unit inputs has the kernel
    first_layer_bias_unscaled, twice the default.
    """
    from freqbias.theory.densities import Zones

    density = density_of(
        options["breaks"], options["weights"], None, options["sphere"], options["zones"]
    )
    find = _on_sphere if isinstance(density, Zones) else _on_circle
    found = find(density, kernel_of(options["name"], options["depth"]), options)
    if options["as_json"]:
        output.print_json(_json(found, options))
    else:
        _print(found)


def _on_circle(density: Any, kernel: Kernel, options: dict[str, Any]) -> LearningTimes:
    from freqbias.numerics.flow import time_to_converge

    if options["order"] is not None:
        raise click.UsageError("--order is for harmonics on a sphere")
    tolerance, target = _tolerance(options["tolerance"]), _target(options)
    return time_to_converge(
        density, target, tolerance, kernel, _descent(options), options["norm"] or "mean-square"
    )


def _on_sphere(density: Any, kernel: Kernel, options: dict[str, Any]) -> LearningTimes:
    from freqbias.numerics.spheres.flow import sphere_time_to_converge

    for name in ("formula", "phase", "norm"):
        if options[name] is not None:
            option = "target" if name == "formula" else name
            raise click.UsageError(f"--{option} is for the circle; on a sphere give --frequency")
    if options["frequency"] is None:
        raise click.UsageError("give --frequency, the degree of the harmonic to be learned")
    tolerance = _tolerance(options["tolerance"])
    return sphere_time_to_converge(
        density, options["frequency"], options["order"] or 0, tolerance, kernel, _descent(options)
    )


def _tolerance(text: str) -> Any:
    from freqbias.theory.errors import InputError, shown

    value = _number(text, "tolerance")
    if not 0 < value < 1:
        raise InputError(f"tolerance {shown(text)} is not between 0 and 1, the error at t = 0")
    return value


def _target(options: dict[str, Any]) -> Target:
    from freqbias.theory.targets import Target

    if (options["frequency"] is None) == (options["formula"] is None):
        raise click.UsageError("give either --frequency or --target")
    if options["formula"] is None:
        return Target.sine(options["frequency"], _number(options["phase"] or "0", "phase"))
    if options["phase"] is not None:
        raise click.UsageError("--phase is for --frequency")
    return Target.from_text(options["formula"])


def _descent(options: dict[str, Any]) -> Descent | None:
    from freqbias.theory.descent import Descent, Loss, Parameterisation

    if options["method"] == "flow":
        for name in ("step_size", "samples", "loss", "parameterisation", "width"):
            if options[name] is not None:
                raise click.UsageError(f"--{name.replace('_', '-')} is for --method descent")
        return None
    if options["step_size"] is None or options["samples"] is None:
        raise click.UsageError("--method descent needs --step-size and --samples")
    scaling = Parameterisation(options["parameterisation"] or "ntk")
    if scaling is not Parameterisation.NTK and options["width"] is None:
        raise click.UsageError(f"--parameterisation {scaling.value} needs --width")
    size = _number(options["step_size"], "step size")
    loss = Loss(options["loss"] or "half")
    return Descent(size, options["samples"], loss, scaling, options["width"] or 1)


def _number(text: str, what: str) -> Any:
    from freqbias.theory.errors import InputError, shown
    from freqbias.theory.text import numbers

    values = numbers(text, what)
    if len(values) != 1:
        raise InputError(f"{what} {shown(text)} is not one number")
    return values[0]


def _json(found: LearningTimes, options: dict[str, Any]) -> dict[str, Any]:
    from freqbias.numerics.flow.table import ERRORS

    regions = [
        {
            "region": j,
            "from": str(left),
            "to": str(right),
            "density": str(value),
            **_row(found, row),
        }
        for j, ((left, right, value), row) in enumerate(
            zip(found.pieces, found.regions, strict=True)
        )
    ]
    data: dict[str, Any] = {
        "target": found.about[1].replace("*", " "),
        "kernel": found.kernel.name,
        "tolerance": options["tolerance"],
        "error": ERRORS[found.norm],
        "regions": regions,
        "overall": {"error": "mean square weighted by the density", **_row(found, found.overall)},
    }
    if found.descent is not None:
        data["operator time per step"] = str(found.descent.time_per_step)
    return data


def _row(found: LearningTimes, row: RegionTime) -> dict[str, Any]:
    from math import isfinite

    data: dict[str, Any] = {"state": row.state.value, "time": None}
    if row.time is not None:
        mid, rad = row.time.rounded(row.time.digits + 3).decimal()
        data["time"] = {"mid": mid, "rad": rad}
    elif row.steps is not None:
        data["steps"] = {"least": row.steps[0], "most": row.steps[1]}
    elif isfinite(row.estimate) and found.descent is not None:
        data["steps"] = {"estimate": round(found.in_unit(row.estimate))}
    elif isfinite(row.estimate):
        data["time"] = {"mid": f"{row.estimate:.6g}", "rad": None}
    return data


def _print(found: LearningTimes) -> None:
    from rich.table import Table
    from rich.text import Text

    from freqbias.numerics.flow import table

    shown = Table(box=None, pad_edge=False)
    for name in table.head(found):
        shown.add_column(name, no_wrap=name not in ("from", "to", "density"))
    for row in table.rows(found):
        shown.add_row(*map(Text, row))
    screen = output.console()
    for line in (*table.about(found), shown, *table.notes(found)):
        screen.print(line)


COMMANDS = (converge,)
