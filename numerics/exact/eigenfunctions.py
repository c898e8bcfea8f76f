"""Eigenfunctions under a piecewise-constant density, from the kernel of the closure conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.eigenfunction import Eigenfunction, PlacedPiece
from freqbias.numerics.exact.arc_modes import Coinciding
from freqbias.numerics.exact.determinant import ArcTransfer, FredholmDeterminant
from freqbias.numerics.pieces import Piece, Term
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError
from freqbias.theory.folding import HalfCircleSystem, half_circle_system
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import free_solution
from freqbias.theory.sectors import Sector

__all__ = ["exact_eigenfunctions", "null_vector"]

_Folded = list[tuple[Term, tuple[Any, Any]]]  # terms with the amplitudes of F_+/nu and F_-/nu


def exact_eigenfunctions(
    kernel: Kernel, density: PiecewiseConstant, nu: arb, bits: int, sector: Sector
) -> tuple[Eigenfunction, ...]:
    """An orthonormal basis of the eigenspace of a simple zero nu of the sector's determinant.

    One function, or real and imaginary part for a complex character: they are orthogonal and of equal
    norm, because f^2 has a character other than 1.

    :param nu: a ball with exactly one zero of D.
    :raises InputError: if the zero is not simple, or exponents on some arc coincide.
    """
    with precision(bits):
        determinant = FredholmDeterminant(kernel, density, bits, sector)
        start = null_vector(determinant.matrix(nu))
        system = half_circle_system(kernel)
        folded = [
            (arc, _solution(arc, system, nu, state)) for arc, state in determinant.states(nu, start)
        ]
        pieces = _unfolded(density, sector, folded)
        functions = [Eigenfunction(density, pieces, bits)]
        if sector.multiplicity == 2:
            functions = [_part(functions[0], imaginary) for imaginary in (False, True)]
        return tuple(_normalised(f) for f in functions)


def null_vector(conditions: Any) -> Any:
    """The vector, largest component 1, with ``conditions c = 0`` for all but one row.

    That c spans the kernel for whichever matrix in the ball is singular, if the other rows are
    independent, which the solution of the system proves.

    :raises InputError: if they are not.
    """
    size = conditions.nrows()
    floats = np.array([[complex(x) for x in row] for row in conditions.tolist()])
    rows = np.abs(floats).max(axis=1)
    columns = np.abs(floats / rows[:, None]).max(axis=0)
    left, _, right = np.linalg.svd(floats / rows[:, None] / columns)
    dropped, fixed = int(np.argmax(np.abs(left[:, -1]))), int(np.argmax(np.abs(right[-1])))
    kept = [i for i in range(size) if i != dropped]
    others = [j for j in range(size) if j != fixed]
    kind = type(conditions)
    matrix = kind([[conditions[i, j] for j in others] for i in kept])
    side = kind([[-conditions[i, fixed]] for i in kept])
    try:
        solved = matrix.solve(side).entries()
    except ZeroDivisionError:
        raise InputError(
            "the eigenvalue is not known to be simple, so it has no one function"
        ) from None
    solved.insert(fixed, arb(1))
    return kind(size, 1, solved)


def _solution(arc: ArcTransfer, system: HalfCircleSystem, nu: arb, state: Any) -> _Folded:
    if arc.arc.sigma == 0:
        return _free(system, state)
    try:
        found = arc.modes.amplitudes(nu, state)
    except Coinciding:
        raise InputError("two exponents on an arc are too close for a closed form") from None
    return [(Term(mode.square, a, b), mode.values) for mode, a, b in found]


def _free(system: HalfCircleSystem, state: Any) -> _Folded:
    """Where p = pbar = 0: the solutions of L(D) F = 0, with their powers of x."""
    order = [*system.graded[0], *system.graded[1]]
    values = dict(zip(order, state.entries(), strict=True))
    found: _Folded = []
    start = 0
    for index, half in enumerate(system.halves):
        solution = free_solution(half)
        for row, (n, w, odd) in enumerate(solution.terms):
            weight = sum(
                (complex_ball(solution.coefficients[row, j]).real * values[start + j]
                 for j in range(half.order)), arb(0),
            )  # fmt: skip
            square = -(complex_ball(w).real ** 2)
            cosine, sine = (arb(0), weight) if odd else (weight, arb(0))
            term = Term(square, cosine, sine, n)
            found.append((term, (1 - index, index)))
        start += half.order
    return found


def _unfolded(
    density: PiecewiseConstant, sector: Sector, folded: list[tuple[ArcTransfer, _Folded]]
) -> tuple[PlacedPiece, ...]:
    """``f = (F_+ + F_-)/2`` on [-pi, 0) and ``(F_+ - F_-)/2`` on [0, pi), period by period."""
    period = sp.Rational(1, sector.repeats)
    turns = [_turn(sector, sign) for sign in (1, -1)]
    near: list[PlacedPiece] = []
    far: list[PlacedPiece] = []
    for repeat in range(sector.repeats):
        left = repeat * period - 1
        for transfer, terms in folded:
            right = left + transfer.arc.length / sp.pi
            plus, minus = (turn**repeat for turn in turns)
            for sign, shift, pieces in ((1, 0, near), (-1, 1, far)):
                placed = tuple(
                    term.scaled(value[0] * plus + sign * value[1] * minus) for term, value in terms
                )
                piece = Piece(complex_ball(transfer.arc.length).real, placed)
                where = density.at((left + right) / 2 + shift)
                pieces.append(PlacedPiece(left + shift, right + shift, where, piece))
            left = right
    return (*near, *far)


def _turn(sector: Sector, sign: int) -> Any:
    if sign not in sector.signs:
        return arb(0)
    phase = sector.phase(sign)
    if phase.denominator == 1:
        return arb(1 - 2 * (phase.numerator % 2))
    return acb.exp_pi_i(acb(phase.numerator) / phase.denominator)


def _part(function: Eigenfunction, imaginary: bool) -> Eigenfunction:
    pieces = tuple(
        PlacedPiece(p.left, p.right, p.density, p.piece.part(imaginary)) for p in function.pieces
    )
    return Eigenfunction(function.density, pieces, function.bits)


def _normalised(function: Eigenfunction) -> Eigenfunction:
    """With norm 1 in L2(p), and the sign of its largest value on a coarse grid positive."""
    values = function(np.linspace(-np.pi, np.pi, 257))
    sign = 1 if values[np.argmax(np.abs(values))] > 0 else -1
    return function.scaled(sign * function.inner(function).rsqrt())
