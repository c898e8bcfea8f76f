"""The half-circle system in inverse-symbol form: a second route to the spectrum of T.

With ``F_s = f + s fbar``, ``h_s = sigma F_s + delta F_{-s}`` as in :mod:`freqbias.theory.folding`, and
the partial fractions of :mod:`freqbias.theory.inverse_symbol`, ``f = nu T f`` reads on [0, pi]

    slope F_s'' = constant F_s + sum_j residue_j H_j + sum_m phi_m - nu h_s,   H_j'' = pole_j H_j - F_s,

where s multiplies F_s, H_j and their derivatives over pi.  Here ``phi_m = correction_m P_m F_s`` for
each exceptional m and ``P_m g(x) = (2/pi) integral_0^pi cos(m (x - z)) g(z) dz``, half of it for m = 0.
On a parity on which khat vanishes but for finitely many m, ``F_s = sum_m phi_m`` with
``phi_m = nu khat_m P_m h_s`` instead.  The components are continuous where p jumps and stay of order
1 at large nu, which the companion form does not.  The determinant of closure and drive conditions in
the initial values is det(I - nu T) times a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.inverse_symbol import FiniteParity, InverseParity, inverse_symbol
from freqbias.theory.kernels import Kernel

__all__ = ["Drive", "InverseSystem", "inverse_system"]


@dataclass(frozen=True)
class Drive:
    """``phi_m = gain P_m g`` with g = F_s, or g = nu h_s where ``finite``.

    With ``psi'' = -m^2 psi + g``, psi(0) = psi'(0) = 0 and c = 2 gain/pi (half of it for m = 0) it says
    ``phi(0) = s c psi'(pi)`` and ``phi'(0) = -s c m^2 psi(pi)``.
    """

    sign: int
    frequency: int
    gain: Any
    finite: bool


@dataclass(frozen=True)
class InverseSystem:
    """``v'' = (constant + nu (sigma same + delta mixed)) v`` for v = (fields, phi, psi).

    The closure is ``v(pi) = s v(0)``, likewise v', in the fields, and the condition of each drive; the
    unknowns are initial values of fields and phi (``phi_0' = 0``).

    :param signs: s for each field; ``weights`` make ``weights * matrix`` symmetric on the fields: slope
        for F_s and -residue for H_j.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> system = inverse_system(first_layer_bias)
    >>> system.signs, system.weights, [drive.frequency for drive in system.drives]
    ((1, 1, -1), (pi, -4*pi, pi), [0, 1])
    """

    signs: tuple[int, ...]
    weights: tuple[Any, ...]
    drives: tuple[Drive, ...]
    constant: sp.Matrix
    same: sp.Matrix
    mixed: sp.Matrix


def inverse_system(kernel: Kernel) -> InverseSystem:
    """The half-circle system of a kernel in inverse-symbol form.

    :raises InputError: as :func:`freqbias.theory.inverse_symbol.inverse_symbol`.
    """
    return _inverse_system(kernel)


@lru_cache
def _inverse_system(kernel: Kernel) -> InverseSystem:
    symbol = inverse_symbol(kernel)
    parities = (symbol.even, symbol.odd)
    drives = [drive for parity in parities for drive in _drives(parity)]
    signs, weights = _fields(parities)
    fields, count = len(signs), len(drives)
    constant, same, mixed = (sp.zeros(fields + 2 * count) for _ in range(3))
    for j, drive in enumerate(drives):
        for at in (fields + j, fields + count + j):
            constant[at, at] = -(drive.frequency**2)
    outputs = {p.sign: _output(p, signs, drives, fields + 2 * count) for p in parities}
    for parity in parities:
        own, other = outputs[parity.sign], outputs[-parity.sign]
        mine = [j for j, drive in enumerate(drives) if drive.sign == parity.sign]
        if isinstance(parity, InverseParity):
            first = signs.index(parity.sign)
            _write_fields(constant, parity, first, [fields + j for j in mine])
            same[first, :] = -own / parity.slope
            mixed[first, :] = -other / parity.slope
        for j in mine:
            if drives[j].finite:
                same[fields + count + j, :], mixed[fields + count + j, :] = own, other
            else:
                constant[fields + count + j, :] += own
    return InverseSystem(tuple(signs), tuple(weights), tuple(drives), constant, same, mixed)


def _drives(parity: InverseParity | FiniteParity) -> list[Drive]:
    finite = isinstance(parity, FiniteParity)
    gains = parity.coefficients if isinstance(parity, FiniteParity) else parity.corrections
    return [Drive(parity.sign, m, gain, finite) for m, gain in sorted(gains.items()) if gain != 0]


def _fields(parities: tuple[InverseParity | FiniteParity, ...]) -> tuple[list[int], list[Any]]:
    signs, weights = [], []
    for parity in parities:
        if isinstance(parity, InverseParity):
            signs += [parity.sign] * (1 + len(parity.terms))
            weights += [parity.slope, *(-residue for residue, _ in parity.terms)]
    return signs, weights


def _output(
    parity: InverseParity | FiniteParity, signs: list[int], drives: list[Drive], size: int
) -> sp.Matrix:
    """The row that takes v to F_s."""
    row = sp.zeros(1, size)
    if isinstance(parity, InverseParity):
        row[signs.index(parity.sign)] = 1
        return row
    for j, drive in enumerate(drives):
        row[len(signs) + j] = int(drive.sign == parity.sign)
    return row


def _write_fields(constant: Any, parity: InverseParity, first: int, driven: list[int]) -> None:
    constant[first, first] = parity.constant / parity.slope
    for at in driven:
        constant[first, at] = 1 / parity.slope
    for j, (residue, pole) in enumerate(parity.terms, start=first + 1):
        constant[first, j] = residue / parity.slope
        constant[j, first] = -1
        constant[j, j] = pole
