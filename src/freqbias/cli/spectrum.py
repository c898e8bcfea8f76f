"""``freqbias spectrum``: eigenvalues under a density on the circle or on a sphere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from freqbias.cli import output
from freqbias.cli.inputs import density_of, density_options, kernel_of, kernel_options

if TYPE_CHECKING:
    from freqbias.numerics.eigenvalue import Eigenvalue
    from freqbias.numerics.spheres.spectrum import SphereRow
    from freqbias.theory.densities import Density, Zones
    from freqbias.theory.kernels import Kernel

__all__ = ["COMMANDS"]


@click.command()
@density_options
@kernel_options
@click.option("--count", type=click.IntRange(1, 100_000), default=12, show_default=True,
              help="How many eigenvalues, counting copies.")  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 4000), default=15, show_default=True,
              help="Significant digits of each enclosure.")  # fmt: skip
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

    Certified on the circle for kernels with closed Fourier coefficients; on spheres bounds from both
    sides, order by order.
    """
    from freqbias.theory.densities import Zones

    density = density_of(breaks, weights, formula, sphere, zones)
    kernel = kernel_of(name, depth)
    if isinstance(density, Zones):
        _on_sphere(kernel, density, count, as_json)
    else:
        _on_circle(kernel, density, count, digits, jobs, as_json)


def _on_circle(
    kernel: Kernel, density: Density, count: int, digits: int, jobs: int, as_json: bool
) -> None:
    from freqbias.numerics import spectrum as spectra
    from freqbias.workers import process_pool

    with process_pool(jobs) as executor:
        found = spectra.spectrum(kernel, density, count, digits, executor)
    rows = [_row(row, digits) for row in found.rows]
    if as_json:
        output.print_json({"kernel": kernel.name, "density": str(density), "eigenvalues": rows})
        return
    cells = [
        (
            str(row["index"]),
            f"{row['multiplicity']}{' (cluster)' if row['cluster'] else ''}",
            f"[{row['mid']} +/- {row['rad']}]",
            "certified" if row["certified"] else "not certified",
        )
        for row in rows
    ]
    _print(kernel, density, ("index", "copies", "eigenvalue", ""), cells)
    output.console().print(f"{found.route.method}; {_claim(found.certified)}")


def _print(kernel: Kernel, density: Density | Zones, head: Any, cells: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*head, box=None, pad_edge=False)
    for row in cells:
        table.add_row(*map(Text, row))
    screen = output.console()
    screen.print(f"kernel {kernel.name}, {density}")
    screen.print(table)


def _claim(certified: bool) -> str:
    if certified:
        return "every ball holds exactly the eigenvalues listed, and none is missing."
    return (
        "rows not marked certified are estimates with an error bound, or may have others between."
    )


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


def _on_sphere(kernel: Kernel, density: Zones, count: int, as_json: bool) -> None:
    from freqbias.numerics.spheres.spectrum import sphere_spectrum

    found = sphere_spectrum(kernel, density, count)
    if as_json:
        rows = [_sphere_row(row) for row in found.rows]
        about = {"kernel": kernel.name, "density": str(density), "method": found.method}
        output.print_json({**about, "eigenvalues": rows})
        return
    output.console().print(repr(found), markup=False, highlight=False)


def _sphere_row(row: SphereRow) -> dict[str, Any]:
    return {
        "index": row.index,
        "multiplicity": row.multiplicity,
        "order": row.order,
        "lower": row.lower,
        "upper": row.upper,
    }


COMMANDS = (spectrum,)
