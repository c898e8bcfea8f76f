"""What the claims about single eigenfunctions share: certified eigenpairs, their jets and waves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp
from flint import acb, arb

from freqbias.claims.basri2020.section_4.spectra import arb_of, density_point
from freqbias.claims.roots import at_eigenvalue
from freqbias.claims.trees import Tree
from freqbias.numerics.balls import Ball, complex_ball, precision
from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.spectrum import Eigenpair, Spectrum, spectrum
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.differential_equation import LAMBDA, P
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = [
    "OMEGA",
    "THIRDS",
    "eigenpair",
    "eigenvalue",
    "function",
    "jet",
    "pair_point",
    "tree_at",
    "values_at",
]

THIRDS = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")  # figures 2 and 3
OMEGA = sp.Symbol("omega", positive=True)
_BITS = 300
_DIGITS = 45
_STEP = 16  # spectra are computed to multiples of this


@lru_cache(maxsize=16)
def _spectrum(kernel: Kernel, density: PiecewiseConstant, count: int) -> Spectrum:
    return spectrum(kernel, density, count)


def eigenpair(kernel: Kernel, density: PiecewiseConstant, index: int) -> Eigenpair:
    """The certified simple eigenpair of this index.

    :raises InputError: if it is not; a check that asks is then undecided.
    """
    pair = _spectrum(kernel, density, index + _STEP - index % _STEP)[index]
    if not pair.certified or pair.multiplicity != 1:
        raise InputError(f"eigenvalue {index} of {density} is not certified as simple")
    return pair


def eigenvalue(kernel: Kernel, density: PiecewiseConstant, index: int) -> arb:
    """A ball around the eigenvalue."""
    return arb_of(eigenpair(kernel, density, index).value(_DIGITS))


@lru_cache(maxsize=64)
def function(kernel: Kernel, density: PiecewiseConstant, index: int) -> Eigenfunction:
    """Its eigenfunction, norm 1 in L2(p)."""
    (found,) = eigenpair(kernel, density, index).basis(_DIGITS)
    return found  # type: ignore[no-any-return]


@lru_cache(maxsize=16)
def _derivatives(
    kernel: Kernel, density: PiecewiseConstant, index: int, order: int
) -> tuple[Eigenfunction, ...]:
    found = [function(kernel, density, index)]
    while len(found) <= order:
        found.append(found[-1].derivative())
    return tuple(found)


def jet(
    kernel: Kernel, density: PiecewiseConstant, index: int, x: Any, order: int
) -> tuple[acb, ...]:
    """``f, f', ..., f^(order)`` at an exact angle x inside an arc, in balls."""
    found = _derivatives(kernel, density, index, order)
    with precision(_BITS):
        return tuple(acb(arb_of(f.value(x, _DIGITS))) for f in found)


def pair_point(density: PiecewiseConstant, name: str, index: int) -> dict[str, Any]:
    """The eigenpair as a point of a domain {p, i}."""
    return {"p": density_point(density, name), "i": index}


def values_at(
    kernel: Kernel, density: PiecewiseConstant, index: int, region: int, needed: Any
) -> dict[Any, acb]:
    """Balls of LAMBDA, p on the region, Z, and OMEGA, the frequency of the largest wave, if needed."""
    with precision(_BITS):
        values = {
            LAMBDA: acb(eigenvalue(kernel, density, index)),
            P[0]: complex_ball(density.regions[region].value),
            ROOT_MEAN: complex_ball(density.root_mean),
        }
        if needed.has(OMEGA):
            values[OMEGA] = acb(arb_of(_largest(kernel, density, index, region)))
    return values


def _largest(kernel: Kernel, density: PiecewiseConstant, index: int, region: int) -> Ball:
    return function(kernel, density, index).local_waves(region)[0].frequency


def tree_at(
    defect: Any, kernel: Kernel, density: PiecewiseConstant, index: int, region: int = 0
) -> Tree | str:
    """The tree of a defect in the symbols of :func:`values_at` (or of a tree in nu); or why not."""
    waves = {}
    if isinstance(defect, sp.Basic):
        defect = defect.subs({P[0]: density.regions[region].value, ROOT_MEAN: density.root_mean})
        if defect.has(OMEGA):
            waves = {OMEGA.name: _largest(kernel, density, index, region)}
    value = eigenpair(kernel, density, index).value(_DIGITS)
    return at_eigenvalue(defect, kernel, density, value, **waves)
