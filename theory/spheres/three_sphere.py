r"""S^3 is exactly solvable: zonal eigenfunctions of zones are closed forms, eigenvalues zeros of one.

In the angle chi to the pole, z = cos(chi), a zonal f and ``g = f sin(chi)`` satisfy
``sin(chi) Laplacian f = g'' + g``.  Without k1 the symbols are constants over squares
(:mod:`freqbias.theory.spheres.local`), so ``f = nu T f`` splits by x -> -x into

    g_o = nu (phi_o + B sin(2 chi)/2),    (D^2+1)^2 phi_o = a_o h_o,    h_o = sigma g_o + delta g_e,
    g_e = nu (phi_e + A sin(chi)),        (D^2+4)^2 phi_e = a_e h_e,    h_e = sigma g_e + delta g_o

on 0 <= chi <= pi/2, ``sigma, delta = (p(chi) +- p(pi - chi))/2``.  The exceptional degrees 0 and 1 add
``A = e_0 <p f>`` and ``B cos(chi)``, ``B = 4 e_1 <cos(chi) p f>``, means over the sphere of weight
``(2/pi) sin(chi)^2``.  They are end values of ``w'' + w = h_e`` and ``v'' + 4 v = h_o``, which start at
rest: ``<p f> = (4/pi) w'(pi/2)``, ``<cos(chi) p f> = (4/pi) v(pi/2)``.

So on a zone all is one system with constant coefficients.  At chi = 0 the functions are odd, at pi/2
phi_o is odd and phi_e even, phi is three times continuously differentiable, and six initial values meet
six conditions.  Their determinant is entire in nu of order 1/4, with zeros at the 1/lambda of the zonal
sector; divided by its value at 0 it is ``prod (1 - nu lambda_i)`` (Hadamard).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy as sp

from freqbias.theory.characteristic import MatrixExponential
from freqbias.theory.densities.zones import Zones
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import NU
from freqbias.theory.sectors import Arc
from freqbias.theory.spheres.local import local_symbol

__all__ = ["ZonalSystem", "closure_matrix", "folded_zones", "zonal_system"]

_SIZE = 16
_ODD, _EVEN, _SINE, _DOUBLE, _W, _V = (
    0,
    4,
    8,
    10,
    12,
    14,
)  # where a function and its derivatives start
_OPENING = (_ODD + 1, _ODD + 3, _EVEN + 1, _EVEN + 3, _SINE + 1, _DOUBLE + 1)


@dataclass(frozen=True)
class ZonalSystem:
    """The zonal sector of f = nu T f on S^3 as ``Y' = generator Y`` with conditions at both ends.

    Y has phi_o, phi_e with three derivatives each, then ``A sin(chi)``, ``B sin(2 chi)``, w and v
    with one.

    :param fronts: ``(a_o, a_e)``.
    :param extras: ``(e_0, e_1)``, what mu_0 and mu_1 have beyond the formulas.
    """

    fronts: tuple[Any, Any]
    extras: tuple[Any, Any]

    def generator(self, nu: Any, sigma: Any, delta: Any) -> Any:
        """The coefficient matrix on a zone, 16 by 16."""
        odd, even = self.fronts
        rows = sp.zeros(_SIZE)
        for start, order in ((_ODD, 4), (_EVEN, 4), (_SINE, 2), (_DOUBLE, 2), (_W, 2), (_V, 2)):
            for i in range(order - 1):
                rows[start + i, start + i + 1] = 1
        rows[_ODD + 3, _ODD], rows[_ODD + 3, _ODD + 2] = -1, -2
        rows[_EVEN + 3, _EVEN], rows[_EVEN + 3, _EVEN + 2] = -16, -8
        for start, square in ((_SINE, 1), (_DOUBLE, 4), (_W, 1), (_V, 4)):
            rows[start + 1, start] = -square
        h_odd, h_even = self._sources(nu, sigma, delta)
        for row, front, source in (
            (_ODD + 3, odd, h_odd),
            (_EVEN + 3, even, h_even),
            (_W + 1, 1, h_even),
            (_V + 1, 1, h_odd),
        ):
            rows[row, :] += front * source
        return sp.ImmutableMatrix(rows)

    def _sources(self, nu: Any, sigma: Any, delta: Any) -> tuple[Any, Any]:
        """The rows of h_o and h_e."""
        odd, even = sp.zeros(1, _SIZE), sp.zeros(1, _SIZE)
        odd[_ODD], odd[_DOUBLE] = nu, nu / 2
        even[_EVEN], even[_SINE] = nu, nu
        return sigma * odd + delta * even, sigma * even + delta * odd

    @property
    def opening(self) -> Any:
        """Y(0) from the six unknowns phi_o', phi_o''', phi_e', phi_e''', A and 2 B, 16 by 6."""
        columns = sp.zeros(_SIZE, len(_OPENING))
        for column, row in enumerate(_OPENING):
            columns[row, column] = 1
        return sp.ImmutableMatrix(columns)

    @property
    def closing(self) -> Any:
        """The six conditions at chi = pi/2, 6 by 16.

        The last two are ``A = e_0 (4/pi) w'`` and ``-2 B = -8 e_1 (4/pi) v``.
        """
        rows = sp.zeros(6, _SIZE)
        for row, column in enumerate((_ODD, _ODD + 2, _EVEN + 1, _EVEN + 3)):
            rows[row, column] = 1
        constant, linear = self.extras
        rows[4, _SINE], rows[4, _W + 1] = 1, -4 * constant / sp.pi
        rows[5, _DOUBLE + 1], rows[5, _V] = 1, 32 * linear / sp.pi
        return sp.ImmutableMatrix(rows)

    def frequencies(self, square: Any, nu: Any, sigma: Any, delta: Any) -> Any:
        """A polynomial in t whose roots are the squared frequencies of g on a zone.

        ``((t-1)^2 - a_o nu sigma) ((t-4)^2 - a_e nu sigma) - a_o a_e (nu delta)^2``.
        """
        odd, even = self.fronts
        first, second = (square - 1) ** 2 - odd * nu * sigma, (square - 4) ** 2 - even * nu * sigma
        return sp.expand(first * second - odd * even * (nu * delta) ** 2)


@lru_cache
def zonal_system(kernel: Kernel) -> ZonalSystem:
    """The system of a kernel with bias and without k1: a multiple of ``k0 + u k0``, or any mixture.

    :raises InputError: for a kernel with the second layer trained, or without bias.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> zonal_system(first_layer_bias)
    ZonalSystem(fronts=(2/pi**2, 2/pi**2), extras=(1/8, 1/32))
    """
    odd, even = (local_symbol(kernel, 4, parity) for parity in (1, 0))
    if not even.is_polynomial:
        raise InputError(
            f"kernel {kernel.name!r} trains the second layer, so 1/mu_k on S^3 is no polynomial in the "
            "Laplacian for even k"
        )
    return ZonalSystem((odd.over, even.over), (even.extra.get(0, 0), odd.extra.get(1, 0)))


def folded_zones(zones: Zones) -> tuple[Arc, ...]:
    """The zones folded onto 0 <= chi <= pi/2, from the north pole to the equator.

    :raises InputError: unless the density is on S^3.

    >>> folded_zones(Zones.from_text("-1, 0, 1", "3, 1", 4))
    (Arc(length=pi/2, sigma=1, delta=-1/2),)
    """
    if zones.dimension != 4:
        raise InputError(f"dimension {zones.dimension} of the zones is not 4, that of S^3")
    inner = {abs(height) for height in zones.heights}
    angles = [sp.acos(height) for height in sorted(inner | {sp.S.Zero}, reverse=True)]
    arcs = []
    for start, end in pairwise(angles):
        height = sp.cos(start) / 2 + sp.cos(end) / 2
        north, south = _value(zones, height), _value(zones, -height)
        arcs.append(Arc(end - start, (north + south) / 2, (north - south) / 2))
    return tuple(arcs)


def _value(zones: Zones, height: Any) -> Any:
    return next(zone.value for zone in zones.zones if zone.bottom < height < zone.top)


def closure_matrix(kernel: Kernel, zones: Zones, nu: Any = NU) -> Any:
    """``closing e^(M_n l_n) ... e^(M_1 l_1) opening``, 6 by 6; singular where nu = 1/lambda.

    The exponentials stay unevaluated, for balls or for SymPy.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> closure_matrix(first_layer_bias, Zones.from_text("-1, 0, 1", "3, 1", 4)).shape
    (6, 6)
    """
    system = zonal_system(kernel)
    exponentials = (
        MatrixExponential(system.generator(nu, arc.sigma, arc.delta) * arc.length)
        for arc in reversed(folded_zones(zones))
    )
    return sp.MatMul(system.closing, *exponentials, system.opening, evaluate=False)
