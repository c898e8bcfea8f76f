"""The transfer of the half-circle system over one arc, in balls, by two routes.

The state y, even components first, and the accumulated a start as (y, 0) and become
``(state y, accumulated y)``.

* From the modes: the even components are ``V_e alpha`` and the odd ones ``V_o alpha'`` with one
  ``alpha'' = s alpha`` for each mode, so with ``C = cosh(h sqrt s)``, ``S = sinh(h sqrt s)/sqrt s``

      even(h) = V_e (C V_e^{-1} even + S V_o^{-1} odd),
      odd(h)  = V_o (s S V_e^{-1} even + C V_o^{-1} odd).

* By doubling, :mod:`freqbias.numerics.exact.propagator`: several times slower, but without exceptions.
"""

from __future__ import annotations

from typing import Any

from flint import acb, acb_mat, arb, arb_mat

from freqbias.numerics.balls import complex_ball
from freqbias.numerics.exact.arc_modes import ArcModes, Coinciding, Mode
from freqbias.numerics.exact.propagator import propagator
from freqbias.numerics.pieces import cosh_sinh
from freqbias.theory.folding import HalfCircleSystem
from freqbias.theory.modes import Modes, components

__all__ = ["Coefficients", "DoublingTransfer", "ModeTransfer", "Transfer", "matrix"]

Coefficients = tuple[arb, arb, arb]  # length, sigma, delta of an arc
Transfer = tuple[Any, Any]  # matrices (unknowns, unknowns) and (accumulated, unknowns)
_Wave = tuple[Any, Any]  # C and S of an arc


def matrix(rows: list[list[Any]], columns: int, kind: Any) -> Any:
    """A matrix of this kind (arb_mat or acb_mat), also where there are no rows."""
    return kind(len(rows), columns, [x for row in rows for x in row])


class DoublingTransfer:
    """Over an arc with any coefficients."""

    def __init__(self, system: HalfCircleSystem, arc: Coefficients) -> None:
        self._length, sigma, delta = arc
        self._orders = system.orders
        self._even, self._odd = ([*system.graded[i], *system.graded[i + 2]] for i in (0, 1))
        self._rows = (
            system.graded[0] + system.graded[1],
            range(system.unknowns, len(system.orders)),
        )
        self._p = self._block(system.constant, self._even, self._odd)
        self._q = self._block(system.constant, self._odd, self._even)
        same, mixed = (self._block(m, self._odd, self._even) for m in (system.same, system.mixed))
        self._driven = same * sigma + mixed * delta

    @staticmethod
    def _block(entries: Any, rows: list[int], columns: list[int]) -> arb_mat:
        return arb_mat([[complex_ball(entries[i, j]).real for j in columns] for i in rows])

    def __call__(self, nu: Any) -> Transfer:
        """The transfer; components of order j are balanced by powers of two near abs(nu)^(j/2)."""
        q = self._q + self._driven * nu
        p = type(q)(self._p)
        exponent = max(0, _magnitude(nu) // 2)
        scale = [arb(2) ** (exponent * order) for order in self._orders]
        even, odd = [scale[i] for i in self._even], [scale[i] for i in self._odd]
        blocks = propagator(_balanced(p, even, odd), _balanced(q, odd, even), self._length)
        full = self._joined(blocks, scale)
        state, accumulated = (
            matrix([[full[i][j] for j in self._rows[0]] for i in rows], len(self._rows[0]), type(p))
            for rows in self._rows
        )
        return state, accumulated

    def _joined(self, blocks: Any, scale: list[arb]) -> list[list[Any]]:
        full: list[list[Any]] = [[0] * len(scale) for _ in scale]
        places = [(r, c) for r in (self._even, self._odd) for c in (self._even, self._odd)]
        for block, (rows, columns) in zip(blocks, places, strict=True):
            for a, i in enumerate(rows):
                for b, j in enumerate(columns):
                    full[i][j] = block[a, b] * scale[i] / scale[j]
        return full


def _magnitude(nu: Any) -> int:
    size = abs(nu).upper()
    return int(float((size.log() / arb.const_log2()).mid())) if size > 1 else 0


def _balanced(entries: Any, rows: list[arb], columns: list[arb]) -> Any:
    return type(entries)(
        [[entries[i, j] * c / r for j, c in enumerate(columns)] for i, r in enumerate(rows)]
    )


class ModeTransfer:
    """Over an arc whose exponents are distinct."""

    def __init__(self, system: HalfCircleSystem, modes: Modes, arc: Coefficients) -> None:
        self._length, sigma, delta = arc
        self._modes = ArcModes(system, modes, sigma, delta)
        self._jumps = [[complex_ball(x).real for x in half.jump] for half in system.halves]
        self._gains = [[complex_ball(x).real for x in half.gain] for half in system.halves]
        self._resonances = [half.resonances for half in system.halves]
        self._parts = system.graded[:2]

    def __call__(self, nu: Any) -> Transfer:
        """The transfer.

        :raises Coinciding: if two exponents are not certainly distinct.
        """
        found, states, alpha, beta = self._basis(nu)
        waves = [cosh_sinh(mode.square, self._length) for mode in found]
        moving = [i for i, mode in enumerate(found) if not mode.still]
        cosine, sine = ([wave[i] for wave in waves] for i in (0, 1))
        slope = [s * mode.square for s, mode in zip(sine, found, strict=True)]

        def part(parity: int, modes: Any, factors: list[Any]) -> Any:
            return self._columns(states, parity, modes, factors, type(alpha))

        every = range(len(found))
        state = _joined(
            (part(0, every, cosine) * alpha, part(0, moving, sine) * beta),
            (part(1, every, slope) * alpha, part(1, moving, cosine) * beta),
        )
        accumulated = self._accumulated(found, waves, moving, alpha, beta)
        if isinstance(nu, arb):
            return _real(state), _real(accumulated)
        return state, accumulated

    def amplitudes(self, nu: Any, state: Any) -> list[tuple[Mode, Any, Any]]:
        """For each mode ``(a, b)`` in ``alpha = a C + b S``, from the state at the start of the arc."""
        found, _, alpha, beta = self._basis(nu)
        size = len(self._parts[0])
        column = [x for (x,) in state.tolist()]
        even, odd = (type(state)(len(part), 1, part) for part in (column[:size], column[size:]))
        a, b = iter((alpha * even).entries()), iter((beta * odd).entries())
        return [(mode, next(a), arb(0) if mode.still else next(b)) for mode in found]

    def _basis(self, nu: Any) -> tuple[list[Mode], list[list[Any]], Any, Any]:
        """Modes, their states, and the inverses of V_e and V_o."""
        found = self._modes(nu)
        states = [self._state(mode) for mode in found]
        moving = [i for i, mode in enumerate(found) if not mode.still]
        kind = acb_mat if any(isinstance(mode.square, acb) for mode in found) else arb_mat
        one = [1] * len(found)
        try:
            alpha = self._columns(states, 0, range(len(found)), one, kind).inv()
            beta = self._columns(states, 1, moving, one, kind).inv()
        except ZeroDivisionError:
            raise Coinciding from None
        return found, states, alpha, beta

    def _columns(
        self, states: list[list[Any]], parity: int, modes: Any, factors: list[Any], kind: Any
    ) -> Any:
        rows = [[states[i][j] * factors[i] for i in modes] for j in self._parts[parity]]
        return matrix(rows, len(modes), kind)

    def _state(self, mode: Mode) -> list[Any]:
        return [
            component
            for jump, value, source in zip(self._jumps, mode.values, mode.sources, strict=True)
            for component in components(jump, mode.square, value, source)
        ]

    def _accumulated(
        self, found: list[Mode], waves: list[_Wave], moving: list[int], alpha: Any, beta: Any
    ) -> Any:
        """``integral_0^h e^{G (h - z)} g h_s(z) dz`` for each half, in the initial state."""
        from_alpha, from_beta = [], []
        for index, frequencies in enumerate(self._resonances):
            if not frequencies:
                continue
            (w,), gain = frequencies, self._gains[index]
            own, h = arb(-w * w), self._length
            own_wave = cosh_sinh(own, h)
            held = [
                _held_at_resonance(own, wave, h)
                if mode.own == index
                else _held(mode.square, wave, own, own_wave)
                for wave, mode in zip(waves, found, strict=True)
            ]
            for i in range(len(gain)):
                # (e^{G t} g)_i = cos(w t) g_i + sin(w t)/w (G g)_i
                turned = (gain[1] if i == 0 else -w * w * gain[0]) if w else arb(0)
                rows = [
                    [(gain[i] * x + turned * y) * mode.sources[index] for x, y in (a, b)]
                    for (a, b), mode in zip(held, found, strict=True)
                ]
                from_alpha.append([row[0] for row in rows])
                from_beta.append([rows[m][1] for m in moving])
        first = matrix(from_alpha, len(found), type(alpha)) * alpha
        return _joined((first, matrix(from_beta, len(moving), type(alpha)) * beta))


def _held(square: Any, wave: _Wave, own: arb, own_wave: _Wave) -> tuple[_Wave, _Wave]:
    """Integrals of alpha against ``cos w(h - z)`` and ``sin(w(h - z))/w``, for w^2 = -own.

    For alpha = cosh(sqrt(s) z) and for alpha = sinh(sqrt(s) z)/sqrt(s), in this order; s is not own.
    """
    over = 1 / (square - own)
    c, s = (wave[0] - own_wave[0]) * over, (wave[1] - own_wave[1]) * over
    return ((wave[1] * square - own_wave[1] * own) * over, c), (c, s)


def _held_at_resonance(own: arb, wave: _Wave, h: arb) -> tuple[_Wave, _Wave]:
    """The same for s = own, where secular terms occur."""
    if own == 0:
        return (h, h * h / 2), (h * h / 2, h * h * h / 6)
    c = h * wave[1] / 2
    return ((h * wave[0] + wave[1]) / 2, c), (c, (wave[1] - h * wave[0]) / (-2 * own))


def _real(entries: Any) -> arb_mat:
    """Of a matrix that is known to be real."""
    if isinstance(entries, arb_mat):
        return entries
    return arb_mat(entries.nrows(), entries.ncols(), [x.real for x in entries.entries()])


def _joined(*rows: tuple[Any, Any]) -> Any:
    """A matrix from rows of blocks."""
    entries = [
        [x for block in blocks for x in block]
        for row in rows
        for blocks in zip(*(block.tolist() for block in row), strict=True)
    ]
    return matrix(entries, sum(block.ncols() for block in rows[0]), type(rows[0][0]))
