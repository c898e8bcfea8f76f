"""Hill's equation with two regions: when the pairs of eigenvalues split, and by how much.

Phases t1, t2 with ``t1 + t2 = 2 pi x``, ``w = t1/(t1 + t2)``, ``r = sqrt(p1/p2)`` and
``kappa = (r - 1)/(r + 1)``.  Then, with ``c = r + 1/r``,

    discriminant - 2 = (c - 2) sin^2(pi (2 w - 1) x) - (c + 2) sin^2(pi x),

so the periodic spectrum is where ``sin(pi x) = +-kappa sin(pi (2 w - 1) x)``.  At every such x,
``cos^2(pi x) = 1 - kappa^2 sin^2(..) > kappa^2 cos^2(..)``, hence both functions
``sin(pi x) -+ kappa sin(pi (2 w - 1) x)`` cross zero in one direction only between q - 1/2 and
q + 1/2: exactly one edge each.  At x = q the discriminant is 2 + (c - 2) sin^2 t1, so q lies strictly
between them, in a gap, unless ``sin t1 = 0``; then both edges are q, a double eigenvalue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, integer

__all__ = ["TwoPieces", "contrast", "edge_function", "gap_form", "recurring_offset"]

_HIGHEST = 10**12


def contrast(ratio: Any) -> Any:
    """``kappa = (r - 1)/(r + 1)``."""
    return (ratio - 1) / (ratio + 1)


def edge_function(x: Any, ratio: Any, share: Any, sign: int) -> Any:
    """``sin(pi x) - sign kappa sin(pi (2 w - 1) x)``, zero at one edge of every gap."""
    return sp.sin(sp.pi * x) - sign * contrast(ratio) * sp.sin(sp.pi * (2 * share - 1) * x)


def gap_form(x: Any, ratio: Any, share: Any) -> Any:
    """The discriminant minus 2, as ``-(c + 2)`` times the product of the two edge functions."""
    edges = edge_function(x, ratio, share, 1) * edge_function(x, ratio, share, -1)
    return -(ratio + 1 / ratio + 2) * edges


def recurring_offset(kappa: Any, share: Any) -> Any:
    """The bound of :attr:`TwoPieces.recurring_offset` for 0 <= kappa < 1."""
    return kappa * sp.Abs(sp.sin(2 * sp.pi * share)) / (2 * sp.pi * (1 + kappa))


@dataclass(frozen=True)
class TwoPieces:
    """A density of two regions, both occupied.

    :raises InputError: for another number of regions, or an empty one.

    >>> pieces = TwoPieces(PiecewiseConstant.from_text("-1, 0, 1", "4, 1"))
    >>> pieces.ratio, pieces.share, pieces.contrast
    (2, 2/3, 1/3)
    >>> [q for q in range(1, 10) if pieces.is_double(q)]
    [3, 6, 9]
    """

    density: PiecewiseConstant

    def __post_init__(self) -> None:
        regions = self.density.regions
        if len(regions) != 2 or self.density.gaps:
            raise InputError(
                f"density {self.density} has {len(regions)} regions, {len(self.density.gaps)} of them "
                f"empty, not two occupied ones"
            )

    @property
    def ratio(self) -> Any:
        """``r = sqrt(p1/p2)``."""
        first, second = self.density.weights
        return sp.sqrt(first / second)

    @property
    def share(self) -> Any:
        """``w = t1/(t1 + t2)``, the first region's part of the integral of sqrt(p)."""
        first, second = self.density.regions
        phases = self.ratio * (first.right - first.left) / (second.right - second.left)
        return sp.radsimp(phases / (1 + phases))

    @property
    def contrast(self) -> Any:
        """``kappa``, 0 iff the density is uniform."""
        return sp.radsimp(contrast(self.ratio))

    def is_double(self, q: int) -> bool:
        """Whether both edges at q coincide: iff p1 = p2 or ``2 w q`` is an integer.

        Decided exactly: w is rational or has degree 2 over the rationals.
        """
        integer("q", q, 1, _HIGHEST)
        return bool(self.contrast == 0 or (2 * self.share * q).is_Integer)

    def excess(self, q: Any) -> Any:
        """The discriminant at x = q minus 2: ``(r + 1/r - 2) sin^2(2 pi q w)``, never negative."""
        return (self.ratio + 1 / self.ratio - 2) * sp.sin(2 * sp.pi * self.share * q) ** 2

    @property
    def largest_offset(self) -> Any:
        """A bound of ``abs(x - q)`` at the edges next to q: ``arcsin(abs(kappa))/pi < 1/2``."""
        return sp.asin(sp.Abs(self.contrast)) / sp.pi

    @property
    def recurring_offset(self) -> Any:
        """A bound that, of any two successive q, one has both ``abs(x - q)`` at least as large as.

        ``abs(kappa sin(2 pi w)) / (2 pi (1 + abs(kappa)))``; 0 iff w = 1/2 or the density is uniform,
        and then every gap is closed.  So limsup abs(x - q) > 0 iff w != 1/2, kappa != 0.  The steps
        are in :func:`freqbias.derivations.two_regions.recurring`.
        """
        return recurring_offset(sp.Abs(self.contrast), self.share)
