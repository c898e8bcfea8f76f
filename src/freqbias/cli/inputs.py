"""What several commands ask for: a kernel, and a density on the circle or on a sphere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from freqbias.theory.densities import Density, Zones
    from freqbias.theory.kernels import Kernel

_Command = TypeVar("_Command", bound=Callable[..., Any])

__all__ = [
    "circle_density",
    "density_of",
    "density_options",
    "kernel_of",
    "kernel_options",
    "pieces_options",
    "sphere_option",
]


def _options(*options: Any) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


kernel_options = _options(
    click.option("--kernel", "name", metavar="NAME",
                 help="See `freqbias kernels`.  [default: first_layer_bias]"),
    click.option("--depth", metavar="L", type=int,
                 help="Instead: L hidden layers without bias, all trained; the same as deep:L."),
)  # fmt: skip
sphere_option = click.option("--sphere", metavar="D", type=int,
                             help="Inputs on the sphere S^(D-1) in D dimensions: 2 is the circle, "
                             "3 is S^2.  [default: 2]")  # fmt: skip
_breaks = click.option("--breaks", metavar="LIST", help='In units of pi, say "-1,-1/3,1/3,1".')
_weights = click.option("--weights", metavar="LIST",
                        help='One for each piece or zone, say "1,2,4".')  # fmt: skip
_formula = click.option(
    "--density", "formula", metavar="FORMULA",
    help='Instead: a trigonometric density, say "(3 cos(2x+pi)+4.5)/(9 pi)".',
)  # fmt: skip
_zones = click.option(
    "--zones", metavar="LIST",
    help='On a sphere: the heights, from -1 to 1, between which the density is constant, say '
    '"-1,0,1" for hemispheres; S^2 unless --sphere says more.',
)  # fmt: skip
density_options = _options(_breaks, _weights, _formula, sphere_option, _zones)
pieces_options = _options(_breaks, _weights, sphere_option, _zones)


def kernel_of(name: str | None, depth: int | None) -> Kernel:
    """The kernel of ``--kernel`` or ``--depth``."""
    from freqbias.theory.kernels import deep, first_layer_bias, named

    if name is not None and depth is not None:
        raise click.UsageError("give either --kernel or --depth")
    if depth is not None:
        return deep(depth)
    return first_layer_bias if name is None else named(name)


def circle_density(breaks: str | None, weights: str | None, formula: str | None) -> Density:
    """The density of ``--breaks`` and ``--weights``, or of ``--density``."""
    from freqbias.theory.densities import PiecewiseConstant, Trigonometric

    if formula is not None and breaks is None and weights is None:
        return Trigonometric.from_text(formula)
    if formula is not None or breaks is None or weights is None:
        raise click.UsageError("give either --breaks and --weights, or --density alone")
    return PiecewiseConstant.from_text(breaks, weights)


def density_of(
    breaks: str | None,
    weights: str | None,
    formula: str | None,
    sphere: int | None = None,
    zones: str | None = None,
) -> Density | Zones:
    """The density that the options describe, on the circle or on a sphere."""
    from freqbias.theory.densities import uniform
    from freqbias.theory.errors import integer

    given = sphere if sphere is not None else 2 if zones is None else 3
    dimension = integer("sphere", given, 2, 1000)
    if dimension > 2:
        return _zones_of(breaks, weights, formula, dimension, zones)
    if zones is not None:
        raise click.UsageError("--zones are on S^2 and beyond; the circle has --breaks")
    if sphere is not None and (breaks, weights, formula) == (None, None, None):
        return uniform()
    return circle_density(breaks, weights, formula)


def _zones_of(
    breaks: str | None, weights: str | None, formula: str | None, dimension: int, zones: str | None
) -> Zones:
    from freqbias.theory.densities import Zones, uniform_sphere

    if breaks is not None or formula is not None:
        raise click.UsageError(
            f"--{'breaks' if breaks else 'density'} is for the circle; on S^{dimension - 1} a density "
            f"depends on the height alone and is constant on zones: --zones and --weights, or neither "
            f"for the uniform one"
        )
    if zones is None and weights is None:
        return uniform_sphere(dimension)
    if zones is None or weights is None:
        raise click.UsageError(
            "give both --zones and --weights, or neither for the uniform density"
        )
    return Zones.from_text(zones, weights, dimension)
