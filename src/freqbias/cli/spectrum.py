"""``freqbias spectrum``: eigenvalues under a density on the circle or on a sphere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.inputs import density_of, density_options, kernel_of, kernel_options

if TYPE_CHECKING:
    from freqbias.numerics.eigenvalue import Eigenvalue
    from freqbias.numerics.spectrum import Spectrum

__all__ = ["COMMANDS"]


@click.command()
@density_options
@kernel_options
@click.option("--count", type=click.IntRange(1, 100_000), default=12, show_default=True,
              help="How many eigenvalues, counting copies.")  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 4000), default=15, show_default=True,
              help="Significant digits of each enclosure; zones have those of float64.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; worth their start from a few hundred eigenvalues on.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def spectrum(
    breaks: str | None,
    weights: str | None,
    formula: str | None,
    sphere: int | None,
    zones: str | None,
    name: str | None,
    depth: int | None,
    count: int,
    digits: int,
    jobs: int,
    as_json: bool,
) -> None:
    """Largest eigenvalues of T under a density: enclosure, index and multiplicity.

    Certified for kernels with closed Fourier coefficients, on spheres under the uniform density; under
    zones bounds from both sides, order by order.
    """
    from freqbias.numerics import spectrum as spectra
    from freqbias.workers import process_pool

    density = density_of(breaks, weights, formula, sphere, zones)
    kernel = kernel_of(name, depth)
    with process_pool(jobs) as executor:
        found = spectra.spectrum(kernel, density, count, digits, executor)
    if as_json:
        rows = [_row(found, row, digits) for row in found.rows]
        output.print_json({"kernel": kernel.name, "density": str(density), "eigenvalues": rows})
    else:
        _print(found, digits)


def _print(found: Spectrum, digits: int) -> None:
    from rich.table import Table
    from rich.text import Text

    head, rows = found.table(lambda ball: str(ball.rounded(digits + 2)))
    table = Table(box=None, pad_edge=False)
    for name in (*head[:-1], ""):
        table.add_column(name, overflow="fold")  # no digit is left out
    for row in rows:
        table.add_row(*map(Text, row))
    screen = output.console()
    screen.print(f"kernel {found.kernel.name}, {found.density}")
    screen.print(table)
    screen.print(f"{found.route.method}; {_claim(found.certified)}")


def _claim(certified: bool) -> str:
    if certified:
        return "every ball holds exactly the eigenvalues listed, and none is missing."
    return (
        "rows not marked certified are estimates with an error bound, or may have others between."
    )


def _row(found: Spectrum, row: Eigenvalue, digits: int) -> dict[str, Any]:
    from freqbias.numerics.spheres.routes import SphereRoute

    mid, rad = row.value.rounded(digits + 2).decimal()
    data: dict[str, Any] = {"index": row.index, "multiplicity": row.multiplicity}
    if isinstance(found.route, SphereRoute):
        data["harmonics"] = found.route.origin(row)
    return data | {"cluster": row.cluster, "mid": mid, "rad": rad, "certified": row.certified}


COMMANDS = (spectrum,)
