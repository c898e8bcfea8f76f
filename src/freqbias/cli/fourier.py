"""``freqbias kernels`` and ``fourier``: kernels, and their coefficients on circle and sphere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.inputs import kernel_of, kernel_options, sphere_option

if TYPE_CHECKING:
    from freqbias.numerics.balls import Ball
    from freqbias.theory.kernels import Kernel

__all__ = ["COMMANDS"]

_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@click.command()
@_json
def kernels(as_json: bool) -> None:
    """List the kernels with their normalisation."""
    from freqbias.theory.kernels import KERNELS, deep, deep_bias, deep_inner, random_bias

    rows = [*KERNELS.values(), random_bias(1), deep(2), deep_bias(2, 1), deep_inner(3)]
    if as_json:
        output.print_json([_describe(kernel) for kernel in rows])
        return
    from rich.table import Table

    table = Table("name", "trained", "k(theta) and normalisation", box=None, pad_edge=False)
    for kernel in rows:
        closed = "" if kernel.is_exponential_polynomial else "\nno closed Fourier coefficients"
        table.add_row(kernel.name, kernel.trained, f"{kernel}\n{kernel.normalisation}{closed}")
    output.console().print(table)
    click.echo(
        "\nParameters: random_bias:BETA (say random_bias:1/2), deep:LAYERS (say deep:9), "
        "deep_bias:LAYERS:BETA, deep_inner:LAYERS."
    )


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
@kernel_options
@sphere_option
@click.option("--count", type=click.IntRange(1, 2000), default=8, show_default=True,
              help="How many frequencies or degrees, from 0.")  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 1000), default=20, show_default=True,
              help="Significant digits; digits after the point for deep kernels.")  # fmt: skip
@_json
def fourier(
    name: str | None, depth: int | None, sphere: int | None, count: int, digits: int, as_json: bool
) -> None:
    """Fourier coefficients khat_m of a kernel, or its eigenvalues mu_k on a sphere.

    Closed form, where there is one, and enclosure.  mu_k is for the uniform probability measure on
    S^(D-1); on the circle it is khat_k/(2 pi).
    """
    from freqbias.theory.errors import integer

    kernel = kernel_of(name, depth)
    dimension = integer("sphere", 2 if sphere is None else sphere, 2, 1000)
    rows = (
        _circle(kernel, count, digits)
        if sphere is None
        else _sphere(kernel, count, digits, dimension)
    )
    if as_json:
        about = {"kernel": kernel.name} | ({} if sphere is None else {"dimension": dimension})
        output.print_json({**about, "coefficients": rows})
        return
    _print(rows, ("m", "khat_m") if sphere is None else ("k", "copies", "mu_k"))
    _about(kernel, None if sphere is None else dimension)


def _print(rows: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    closed = any(row["closed"] for row in rows)
    table = Table(box=None, pad_edge=False)
    for name in (*names, *(["closed form"] if closed else [])):
        table.add_column(name, overflow="fold")  # no digit is left out
    for row in rows:
        ball = f"[{row['mid']} +/- {row['rad']}]" if row["certified"] else row["mid"]
        cells = [str(row["degree" if "copies" in names else "frequency"])]
        cells += [str(row["copies"])] if "copies" in names else []
        table.add_row(*cells, Text(ball), *([row["closed"]] if closed else []))
    output.console().print(table)


def _about(kernel: Kernel, dimension: int | None) -> None:
    if not kernel.is_exponential_polynomial:
        return
    if dimension is None:
        closed = kernel.fourier()
        formulas = (closed.even, closed.odd)
        exceptions = closed.exceptional
        letter = "m"
    else:
        from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues

        found = harmonic_eigenvalues(kernel)
        formulas, exceptions, letter = found.on(dimension), found.exceptional, "k"
    listed = ", ".join(map(str, exceptions))
    click.echo(
        f"\neven {letter}: {formulas[0]}\nodd {letter}:  {formulas[1]}\nexcept {letter} = {listed}"
    )


def _circle(kernel: Kernel, count: int, digits: int) -> list[dict[str, Any]]:
    if kernel.is_exponential_polynomial:
        return [
            {"frequency": m, **_closed(value, digits)}
            for m, value in ((m, kernel.fourier()(m)) for m in range(count))
        ]
    from freqbias.numerics.depth.certified import certified_coefficients
    from freqbias.numerics.fourier import coefficients

    found = _certified(kernel, lambda: certified_coefficients(kernel, count, digits))
    rows = found or [_float(value) for value in coefficients(kernel, count)]
    return [{"frequency": m, **row} for m, row in enumerate(rows)]


def _sphere(kernel: Kernel, count: int, digits: int, dimension: int) -> list[dict[str, Any]]:
    from freqbias.theory.spheres.harmonics import multiplicity

    rows = _eigenvalues(kernel, count, digits, dimension)
    return [
        {"degree": k, "copies": int(multiplicity(k, dimension)), **row}
        for k, row in enumerate(rows)
    ]


def _eigenvalues(kernel: Kernel, count: int, digits: int, dimension: int) -> list[dict[str, Any]]:
    if kernel.is_exponential_polynomial:
        from freqbias.theory.spheres.funk_hecke import harmonic_eigenvalues

        closed = harmonic_eigenvalues(kernel)
        return [_closed(closed(k, dimension), digits) for k in range(count)]
    from freqbias.numerics.depth.certified import certified_sphere_eigenvalues
    from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues

    found = _certified(
        kernel, lambda: certified_sphere_eigenvalues(kernel, count, dimension, digits)
    )
    return found or [_float(value) for value in sphere_eigenvalues(kernel, count, dimension)]


def _certified(kernel: Kernel, enclosures: Callable[[], list[Ball]]) -> list[dict[str, Any]]:
    """Rows of enclosures for a deep kernel; none for others without a closed form."""
    from freqbias.theory.kernels import DeepKernel

    if not isinstance(kernel, DeepKernel):
        output.note(f"kernel {kernel.name} has no closed form; float64 quadrature, not certified")
        return []
    rows = []
    for ball in enclosures():
        mid, rad = ball.decimal()
        rows.append({"mid": mid, "rad": rad, "closed": None, "certified": True})
    return rows


def _closed(value: Any, digits: int) -> dict[str, Any]:
    from freqbias.numerics.balls import enclose

    mid, rad = enclose(value, digits).decimal()
    return {"mid": mid, "rad": rad, "closed": str(value), "certified": True}


def _float(value: float) -> dict[str, Any]:
    return {"mid": repr(float(value)), "rad": None, "closed": None, "certified": False}


COMMANDS = (kernels, fourier)
