"""``freqbias kernels``, ``fourier`` and ``spectrum``: the quantities themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output

if TYPE_CHECKING:
    from freqbias.numerics.eigenvalue import Eigenvalue
    from freqbias.theory.densities import Density
    from freqbias.theory.kernels import Kernel

__all__ = ["COMMANDS"]

_kernel = click.option("--kernel", "name", default="first_layer_bias", show_default=True,
                       metavar="NAME", help="See `freqbias kernels`.")  # fmt: skip
_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.command()
@_json
def kernels(as_json: bool) -> None:
    """List the kernels on the circle with their normalisation."""
    from freqbias.theory.kernels import KERNELS, deep, random_bias

    rows = [*KERNELS.values(), random_bias(1), deep(2)]
    if as_json:
        output.print_json([_describe(kernel) for kernel in rows])
        return
    from rich.table import Table

    table = Table("name", "trained", "k(theta) and normalisation", box=None, pad_edge=False)
    for kernel in rows:
        closed = "" if kernel.is_exponential_polynomial else "\nno closed Fourier coefficients"
        table.add_row(kernel.name, kernel.trained, f"{kernel}\n{kernel.normalisation}{closed}")
    output.console().print(table)
    click.echo("\nParameters: random_bias:BETA (say random_bias:1/2), deep:LAYERS (say deep:9).")


def _describe(kernel: Kernel) -> dict[str, Any]:
    return {
        "name": kernel.name,
        "trained": kernel.trained,
        "normalisation": kernel.normalisation,
        "expression": str(kernel),
        "at_zero": str(kernel.at_zero),
        "exponential_polynomial": kernel.is_exponential_polynomial,
    }


@click.command()
@_kernel
@click.option("--count", type=click.IntRange(1, 2000), default=8, show_default=True,
              help="How many frequencies, from 0.")  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 1000), default=20, show_default=True,
              help="Significant digits.")  # fmt: skip
@_json
def fourier(name: str, count: int, digits: int, as_json: bool) -> None:
    """Fourier coefficients khat_m of a kernel: closed form and enclosure."""
    from freqbias.theory.kernels import named

    kernel = named(name)
    rows = _coefficients(kernel, count, digits)
    if as_json:
        output.print_json({"kernel": kernel.name, "coefficients": rows})
        return
    from rich.table import Table

    table = Table("m", "khat_m", "closed form", box=None, pad_edge=False)
    for row in rows:
        ball = f"[{row['mid']} +/- {row['rad']}]" if row["certified"] else row["mid"]
        table.add_row(str(row["frequency"]), ball, row["closed"] or "none")
    output.console().print(table)
    if kernel.is_exponential_polynomial:
        closed = kernel.fourier()
        exceptions = ", ".join(map(str, closed.exceptional))
        click.echo(f"\neven m: {closed.even}\nodd m:  {closed.odd}\nexcept m = {exceptions}")


def _coefficients(kernel: Kernel, count: int, digits: int) -> list[dict[str, Any]]:
    if not kernel.is_exponential_polynomial:
        from freqbias.numerics.fourier import coefficients

        output.note(f"kernel {kernel.name} has no closed form; float64 quadrature, not certified")
        return [
            {
                "frequency": m,
                "mid": repr(float(value)),
                "rad": None,
                "closed": None,
                "certified": False,
            }
            for m, value in enumerate(coefficients(kernel, count))
        ]
    from freqbias.numerics.balls import enclose

    closed = kernel.fourier()
    rows = []
    for m in range(count):
        value = closed(m)
        mid, rad = enclose(value, digits).decimal()
        rows.append(
            {"frequency": m, "mid": mid, "rad": rad, "closed": str(value), "certified": True}
        )
    return rows


@click.command()
@click.option("--breaks", metavar="LIST", help='In units of pi, say "-1,-1/3,1/3,1".')
@click.option("--weights", metavar="LIST", help='One for each piece, say "1,2,4".')
@click.option("--density", "formula", metavar="FORMULA",
              help='Instead: a trigonometric density, say "(3 cos(2x+pi)+4.5)/(9 pi)".')  # fmt: skip
@_kernel
@click.option("--count", type=click.IntRange(1, 100_000), default=12, show_default=True,
              help="How many eigenvalues, counting copies.")  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 4000), default=15, show_default=True,
              help="Significant digits of each enclosure.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; worth their start from a few hundred eigenvalues on.")  # fmt: skip
@_json
def spectrum(
    breaks: str | None,
    weights: str | None,
    formula: str | None,
    name: str,
    count: int,
    digits: int,
    jobs: int,
    as_json: bool,
) -> None:
    """Largest eigenvalues of T under a density: enclosure, index and multiplicity, certified."""
    from freqbias.numerics import spectrum as spectra
    from freqbias.theory.kernels import named
    from freqbias.workers import process_pool

    density = density_of(breaks, weights, formula)
    kernel = named(name)
    with process_pool(jobs) as executor:
        found = spectra.spectrum(kernel, density, count, digits, executor)
    rows = [_row(row, digits) for row in found.rows]
    if as_json:
        output.print_json({"kernel": kernel.name, "density": str(density), "eigenvalues": rows})
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("index", "copies", "eigenvalue", "", box=None, pad_edge=False)
    for row in rows:
        cluster = " (cluster)" if row["cluster"] else ""
        state = "certified" if row["certified"] else "not certified"
        ball = f"[{row['mid']} +/- {row['rad']}]"
        table.add_row(str(row["index"]), f"{row['multiplicity']}{cluster}", Text(ball), state)
    screen = output.console()
    screen.print(f"kernel {kernel.name}, {density}")
    screen.print(table)
    screen.print(f"{found.route.method}; {_claim(found.certified)}")


def _claim(certified: bool) -> str:
    if certified:
        return "every ball holds exactly the eigenvalues listed, and none is missing."
    return (
        "rows not marked certified are estimates with an error bound, or may have others between."
    )


def density_of(breaks: str | None, weights: str | None, formula: str | None) -> Density:
    from freqbias.theory.densities import PiecewiseConstant, Trigonometric

    if formula is not None and breaks is None and weights is None:
        return Trigonometric.from_text(formula)
    if formula is not None or breaks is None or weights is None:
        raise click.UsageError("give either --breaks and --weights, or --density alone")
    return PiecewiseConstant.from_text(breaks, weights)


def _row(row: Eigenvalue, digits: int) -> dict[str, Any]:
    mid, rad = row.value.rounded(digits + 2).decimal()
    return {
        "index": row.index,
        "multiplicity": row.multiplicity,
        "cluster": row.cluster,
        "mid": mid,
        "rad": rad,
        "certified": row.certified,
    }


COMMANDS = (kernels, fourier, spectrum)
