"""Certified times to converge: enclosed, and the error stays below the tolerance ever after.

At the lower end the error exceeds the tolerance, in balls.  From the upper end on, panel after
panel, the square of the residual on the region is a polynomial in time with a bounded remainder
and stays below, until the energy on the whole circle, which never increases, is below what the
region may have.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import arb, arb_mat, arb_poly

from freqbias.numerics.flow.enclosure import Enclosure

__all__ = ["Group", "NotResolved", "certified_interval", "certified_steps"]

_ORDERS = 8
_PIECES = 8
_SHORTEST = 1e-9  # of the time: panels do not get shorter


class NotResolved(ArithmeticError):
    """The enclosure is too wide to decide: more degrees or another way are needed."""


@dataclass(eq=False)
class Group:
    """Coordinates whose energy is to fall: of a region, or of all the circle.

    :param rows: their indices.
    :param goal: a ball around the energy to fall to.
    :param after: a time when all the energy of the circle is said to be below the goal (checked).
    """

    enclosure: Enclosure
    rows: list[int]
    goal: arb
    after: arb
    root: arb = field(init=False)

    def __post_init__(self) -> None:
        self.root = self.goal.sqrt()

    def size(self, t: arb, parity: int = 0) -> arb:
        """``|r~(t)|`` on the group."""
        return _norm(self.enclosure.residual(t, 1, parity).table(), self.rows)

    def square(self, t: arb, parity: int) -> arb_poly:
        """``|sum_{k<K} r~^(k)(t) D^k/k!|^2`` on the group, as a polynomial in D."""
        table = self.enclosure.residual(t, _ORDERS, parity).table()
        part = arb_mat([table[row] for row in self.rows])
        gram = (part.transpose() * part).table()
        coefficients = [arb(0)] * (2 * _ORDERS - 1)
        for i in range(_ORDERS):
            for j in range(_ORDERS):
                coefficients[i + j] += gram[i][j]
        return arb_poly(coefficients)

    def is_above(self, t: arb, parity: int = 0) -> bool:
        """Whether the error certainly exceeds the goal at t."""
        return bool(self.size(t, parity) - self.enclosure.error(t) > self.root)

    def stays_below(self, t: arb, parity: int = 0) -> bool:
        """Whether the error certainly is below the goal at t and at all later times."""
        if not self.enclosure.is_contraction:
            raise NotResolved("the step is not shown to be stable")
        if not self._all_below():
            raise NotResolved("the energy of the circle is not certainly below the goal")
        while not t > self.after:
            length = self._panel(t, parity)
            if length is None:
                return False
            t = (t + length).lower()
        return True

    def _all_below(self) -> bool:
        """At one time, for all of the circle: an exact number of steps, with its own parity."""
        at, parity, decay = self.after, 0, self.enclosure.decay
        if decay.step > 0:
            steps = round(float(at / decay.step))
            at, parity = steps * decay.step, steps % 2 if len(decay.parities) == 2 else 0
        table = self.enclosure.residual(at, 1, parity).table()
        return bool(_norm(table, range(len(table))) + self.enclosure.error(at) < self.root)

    def _panel(self, t: arb, parity: int) -> arb | None:
        """A length D > 0 such that the error is below the goal on [t, t + D]."""
        square = self.square(t, parity)
        margin = self.root - self.enclosure.error(t) - square(arb(0)).sqrt()
        if not margin > 0:
            return None
        rest = self.enclosure.remainder(t, _ORDERS)
        length = ((margin / (8 * rest)) ** (arb(1) / _ORDERS)).mid()
        while length > _SHORTEST * t:
            allowed = self.root - self.enclosure.error(t + length) - rest * length**_ORDERS
            if allowed > 0 and _stays(square, length, allowed**2):
                return length
            length = length / 2
        return None


def certified_interval(group: Group, guess: float) -> tuple[arb, arb]:
    """Times before and after which the last crossing lies, for gradient flow.

    :param guess: where it is, in float64.
    :raises NotResolved: if no interval within a thousandth of the guess can be shown.
    """
    at = arb(guess)
    for _ in range(2):
        square = group.square(at, 0)
        at = (at - (square[0] - group.goal) / square[1]).mid()
    slope = abs(square[1]) / (2 * group.root)
    width = (4 * group.enclosure.error(at) / slope).abs_upper() + at * arb(2) ** -100
    while width < at / 1000:
        low, high = (at - width).mid(), (at + width).mid()
        if group.is_above(low) and group.stays_below(high):
            return low, high
        width *= 8
    raise NotResolved("the error is too flat where it crosses the tolerance")


def certified_steps(group: Group, guess: int) -> tuple[int, int]:
    """The least and the most that the number of steps of gradient descent may be.

    :raises NotResolved: if they cannot be brought to differ by at most 1.
    """
    step = group.enclosure.decay.step
    for least, most in ((guess, guess), (guess, guess + 1), (guess - 1, guess)):
        parities = group.enclosure.decay.parities
        before = (least - 1) % 2 if len(parities) == 2 else 0
        if least > 0 and not group.is_above((least - 1) * step, before):
            continue
        # odd and even steps are two flows; each is followed from its first step on
        starts = [(most + (most - parity) % 2, parity) for parity in (0, 1)]
        followed = starts if len(parities) == 2 else [(most, 0)]
        if all(group.stays_below(first * step, parity) for first, parity in followed):
            return least, most
    raise NotResolved("the error is too flat where it crosses the tolerance")


def _norm(table: list[list[arb]], rows: object) -> arb:
    total = sum((table[row][0] ** 2 for row in rows), arb(0))  # type: ignore[attr-defined]
    return total.sqrt()


def _stays(square: arb_poly, length: arb, goal: arb) -> bool:
    """Whether the polynomial is below the goal on [0, length], which it is at 0 to begin with."""
    slope = square.derivative()
    falling = True
    for piece in range(_PIECES):
        middle = length * (2 * piece + 1) / (2 * _PIECES)
        inside = arb(middle, length / (2 * _PIECES))
        falling = falling and bool(slope(inside) < 0)
        if not (falling or square(inside) < goal):
            return False
    return bool(square(arb(0)) < goal)
