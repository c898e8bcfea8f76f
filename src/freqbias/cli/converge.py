"""``freqbias converge``: when a target is learned, region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output

if TYPE_CHECKING:
    from freqbias.numerics.flow import Convergence, RegionTime
    from freqbias.theory.descent import Descent
    from freqbias.theory.targets import Target

__all__ = ["COMMANDS", "descent_options"]

_ERRORS = {
    "mean-square": "mean square over the region / its value at t=0",
    "sup": "largest square over the region / its value at t=0, float64 on 400 points",
}


def descent_options(command: Any) -> Any:
    """The options that say how steps of gradient descent are scaled (theory.descent)."""
    from click import Choice, IntRange, option

    options = (
        option("--loss", type=Choice(["half", "sum", "mean", "half-mean"]), default="half",
               show_default=True, help="Half the sum of squares, as in (4), or another."),
        option("--parameterisation", type=Choice(["ntk", "standard", "mean-field"]), default="ntk",
               show_default=True, help="Factor m^-1/2, 1 or 1/m in front of the sum over units."),
        option("--width", type=IntRange(1), default=1,
               help="Units m, for the standard and mean-field parameterisations."),
    )  # fmt: skip
    for decorate in reversed(options):
        command = decorate(command)
    return command


@click.command()
@click.option(
    "--breaks", metavar="LIST", required=True, help='In units of pi, say "-1,-1/3,1/3,1".'
)
@click.option("--weights", metavar="LIST", required=True, help='One for each piece, say "1,2,4".')
@click.option("--frequency", type=int, help="Target sin(frequency x).")
@click.option("--phase", default="0", metavar="NUMBER", help="Of that target, in units of pi.")
@click.option("--target", "formula", metavar="FORMULA",
              help='Instead: a trigonometric polynomial, say "0.4 cos(16x) + cos(x)".')  # fmt: skip
@click.option("--tolerance", default="0.01", show_default=True, metavar="NUMBER",
              help="What is left of the error.")  # fmt: skip
@click.option("--norm", type=click.Choice(sorted(_ERRORS)), default="mean-square", show_default=True,
              help="The error; sup is not certified.")  # fmt: skip
@click.option("--kernel", "name", default="first_layer_bias", show_default=True, metavar="NAME",
              help="See `freqbias kernels`.")  # fmt: skip
@click.option("--method", type=click.Choice(["flow", "descent"]), default="flow", show_default=True,
              help="Gradient flow in operator time, or steps of gradient descent.")  # fmt: skip
@click.option("--step-size", metavar="NUMBER", help="Of gradient descent.")
@click.option("--samples", type=click.IntRange(1), help="Of gradient descent: how many points.")
@descent_options
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def converge(**options: Any) -> None:
    """When a target is learned: the time after which the error stays below the tolerance.

    Operator time t is that of u' = T (g - u); a step of size eta on n samples of the paper's loss (4)
    advances it by eta n.
    """
    from freqbias.numerics.flow import time_to_converge
    from freqbias.theory.densities import PiecewiseConstant
    from freqbias.theory.kernels import named

    density = PiecewiseConstant.from_text(options["breaks"], options["weights"])
    target, descent = _target(options), _descent(options)
    tolerance = _number(options["tolerance"], "tolerance")
    kernel = named(options["name"])
    found = time_to_converge(density, target, tolerance, kernel, descent, options["norm"])
    if options["as_json"]:
        output.print_json(_json(found, options["norm"]))
    else:
        _print(found, options["norm"])


def _target(options: dict[str, Any]) -> Target:
    from freqbias.theory.targets import Target

    if (options["frequency"] is None) == (options["formula"] is None):
        raise click.UsageError("give either --frequency or --target")
    if options["formula"] is not None:
        return Target.from_text(options["formula"])
    return Target.sine(options["frequency"], _number(options["phase"], "phase"))


def _descent(options: dict[str, Any]) -> Descent | None:
    from freqbias.theory.descent import Descent, Loss, Parameterisation

    if options["method"] == "flow":
        if options["step_size"] is not None or options["samples"] is not None:
            raise click.UsageError("--step-size and --samples are for --method descent")
        return None
    if options["step_size"] is None or options["samples"] is None:
        raise click.UsageError("--method descent needs --step-size and --samples")
    return Descent(
        _number(options["step_size"], "step size"),
        options["samples"],
        Loss(options["loss"]),
        Parameterisation(options["parameterisation"]),
        options["width"],
    )


def _number(text: str, what: str) -> Any:
    from freqbias.theory.errors import InputError, shown
    from freqbias.theory.text import numbers

    values = numbers(text, what)
    if len(values) != 1:
        raise InputError(f"{what} {shown(text)} is not one number")
    return values[0]


def _json(found: Convergence, norm: str) -> dict[str, Any]:
    regions = [
        {
            "region": j,
            "from": str(region.left),
            "to": str(region.right),
            "density": str(region.value),
            **_row(row),
        }
        for j, (region, row) in enumerate(zip(found.density.regions, found.regions, strict=True))
    ]
    data: dict[str, Any] = {
        "target": str(found.target).replace("*", " "),
        "kernel": found.kernel.name,
        "tolerance": str(found.tolerance),
        "error": _ERRORS[norm],
        "regions": regions,
        "overall": {"error": "mean square weighted by the density", **_row(found.overall)},
    }
    if found.descent is not None:
        data["operator time per step"] = str(found.descent.time_per_step)
    return data


def _row(row: RegionTime) -> dict[str, Any]:
    from math import isfinite

    state: dict[str, Any] = {"state": row.state.value, "time": None}
    if row.time is not None:
        mid, rad = row.time.decimal()
        state["time"] = {"mid": mid, "rad": rad}
    elif isfinite(row.estimate) and row.steps is None:
        state["time"] = {"mid": repr(row.estimate), "rad": None}
    if row.steps is not None:
        state["steps"] = {"least": row.steps[0], "most": row.steps[1]}
    return state


def _print(found: Convergence, norm: str) -> None:
    from rich.table import Table
    from rich.text import Text

    unit = "steps" if found.descent else "operator time"
    table = Table(
        "region", "from", "to", "density", unit, "", "local law", box=None, pad_edge=False
    )
    for j, (region, row) in enumerate(zip(found.density.regions, found.regions, strict=True)):
        ends = (f"{region.left} pi", f"{region.right} pi", f"{float(region.value):.6g}")
        law = found.local_law(j)
        shown = "" if law is None else f"{law:.6g}"
        table.add_row(str(j), *ends, Text(_shown(row)), row.state.value, shown)
    overall = found.overall
    table.add_row("all", "", "", "", Text(_shown(overall)), overall.state.value, "")
    screen = output.console()
    screen.print(f"kernel {found.kernel.name}, {found.density}")
    screen.print(f"target {found.target}, tolerance {found.tolerance}, error: {_ERRORS[norm]}")
    screen.print(table)
    screen.print(
        "Certified: above the tolerance just before, and at or below it at all times after."
    )


def _shown(row: RegionTime) -> str:
    from math import isnan

    if row.steps is not None:
        least, most = row.steps
        return str(least) if least == most else f"{least} or {most}"
    if row.time is not None:
        return str(row.time.rounded(max(row.time.digits - 2, 1)))  # what no machine changes
    return "" if isnan(row.estimate) else f"{row.estimate:.10g}"


COMMANDS = (converge,)
