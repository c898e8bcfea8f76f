"""Eigenfunctions as formulas in x itself: real form for SymPy, and short LaTeX.

A piece is a sum of ``t^n (a cosh(kappa t) + b sinh(kappa t)/kappa)`` with t = x - left pi, kappa^2 = s.
In x, and real:

* s < 0: ``cos(w x), sin(w x)`` with w = sqrt(-s);
* s = 0: powers;  s > 0: ``cosh(kappa x), sinh(kappa x)``;
* a conjugate pair of complex s, kappa = alpha + i beta in the first quadrant: ``e^{+-alpha x}`` times
  ``cos(beta x), sin(beta x)``, from ``Re (P e^{kappa x} + M e^{-kappa x})``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import comb
from typing import Any

import numpy as np
import sympy as sp
from flint import acb, arb

from freqbias.numerics.balls import complex_ball, precision
from freqbias.numerics.eigenfunction import Eigenfunction, PlacedPiece
from freqbias.numerics.pieces import Term
from freqbias.theory.densities.density import ANGLE
from freqbias.theory.errors import InputError, integer, shown

__all__ = ["Summand", "expression", "latex", "summands"]

_DIGITS = 6  # of a number in LaTeX


@dataclass(frozen=True)
class Summand:
    """``x^power e^{growth x} (first cos(frequency x) + second sin(frequency x))``, all real balls.

    If ``hyperbolic``, it is ``x^power (first cosh(growth x) + second sinh(growth x))``.
    """

    power: int
    growth: arb
    frequency: arb
    first: arb
    second: arb
    hyperbolic: bool = False

    def alike(self, other: Summand) -> bool:
        """Whether the two differ in their coefficients only, as far as the balls tell."""
        return (
            (self.power, self.hyperbolic) == (other.power, other.hyperbolic)
            and self.growth.overlaps(other.growth)
            and self.frequency.overlaps(other.frequency)
        )


def summands(placed: PlacedPiece) -> list[Summand]:
    """The piece in x, in radians from the angle 0, at the current precision; like terms collected.

    >>> from freqbias.numerics.pieces import Piece
    >>> wave = Piece(arb(1), (Term(arb(-4), arb(1), arb(0)),))           # cos(2 (x - pi/4))
    >>> (s,) = summands(PlacedPiece(sp.Rational(1, 4), sp.Integer(1), 1, wave))
    >>> s.frequency, s.first.contains(0), s.second.contains(1)
    (2.00000000000000, True, True)
    """
    start = complex_ball(placed.left * sp.pi).real
    collected: list[Summand] = []
    for part in (part for term in placed.piece.terms for part in _in_x(term, start)):
        for i, known in enumerate(collected):
            if known.alike(part):
                collected[i] = replace(
                    known, first=known.first + part.first, second=known.second + part.second
                )
                break
        else:
            collected.append(part)
    return collected


def _in_x(term: Term, start: arb) -> list[Summand]:
    """A term, or the real part of one that has a conjugate, with ``(x - start)^n`` expanded."""
    found = []
    for k in range(term.power + 1):
        c = comb(term.power, k) * (-start) ** (term.power - k)
        for w in _turned(term, start):
            found.append(replace(w, power=w.power + k, first=w.first * c, second=w.second * c))
    return found


def _turned(term: Term, start: arb) -> list[Summand]:
    """The term without its power of x."""
    s, none = acb(term.square), arb(0)
    if not s.imag.contains(0):
        return _pair(term, start)
    a, b, square = acb(term.cosine).real, acb(term.sine).real, s.real
    if square == 0:
        return [Summand(n, none, none, c, none) for n, c in ((0, a - b * start), (1, b))]
    root = abs(square).sqrt()
    b /= root
    if square < 0:
        sine, cosine = (root * start).sin_cos()
        return [Summand(0, none, root, a * cosine - b * sine, a * sine + b * cosine)]
    cosine, sine = (root * start).cosh(), (root * start).sinh()
    return [Summand(0, root, none, a * cosine - b * sine, b * cosine - a * sine, True)]


def _pair(term: Term, start: arb) -> list[Summand]:
    """The real part of a term whose square is complex."""
    if term.square.imag < 0:
        term = term.conjugate()  # the same real part
    kappa = term.square.sqrt()
    sine, turn = term.sine / kappa, (kappa * start).exp()
    plus, minus = (term.cosine + sine) / 2 / turn, (term.cosine - sine) / 2 * turn
    return [
        Summand(0, kappa.real, kappa.imag, plus.real, -plus.imag),
        Summand(0, -kappa.real, kappa.imag, minus.real, minus.imag),
    ]


def _rounded(function: Eigenfunction, digits: int) -> list[tuple[PlacedPiece, list[Summand]]]:
    """Each piece with its summands; coefficients that are nowhere seen at these digits are 0.

    :raises InputError: if a coefficient is not known to so many digits of the function's size.
    """
    size = arb(float(np.abs(function(np.linspace(-np.pi, np.pi, 257))).max()))
    least = size * arb(10) ** -digits
    found = []
    for placed in function.pieces:
        ends = [abs(complex_ball(end * sp.pi).real) for end in (placed.left, placed.right)]
        far = ends[0].max(ends[1])
        parts = []
        for part in summands(placed):
            reach = far**part.power * (abs(part.growth) * far).exp()
            blur = (part.growth.rad() + part.frequency.rad()) * far
            errors = [(c.rad() + abs(c) * blur) * reach for c in (part.first, part.second)]
            if not all(error <= least for error in errors):  # also if one is not a number
                known = function.error.str(2, radius=False)
                raise InputError(f"digits {digits} is too many for a function known to {known}")
            pair = [c if abs(c) * reach > least else arb(0) for c in (part.first, part.second)]
            if any(c != 0 for c in pair):
                parts.append(replace(part, first=pair[0], second=pair[1]))
        found.append((placed, parts))
    return found


def expression(function: Eigenfunction, x: Any = ANGLE, digits: int = 15) -> Any:
    """The function on [-pi, pi) as ``sp.Piecewise`` (if it has more than one arc), digits as asked.

    Terms that stay below ``10^-digits`` of the function's size are left out.  Frequencies that are
    integers by the theory, as 1, are Integers.  The values are as good as the cancellation of terms
    allows; it is strong only for the lowest indices.

    :param x: a SymPy symbol, in radians.
    :raises InputError: if x is no symbol, or the function is not known to so many digits; then take
        the pair's ``basis(digits)``.

    >>> from freqbias.numerics.spectrum import spectrum
    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> f = spectrum(first_layer_bias, uniform(), 4)[3].function
    >>> expression(f, sp.Symbol("x"), 5)
    1.4142*cos(2*x)
    """
    integer("digits", digits, 1, 5000)
    if not isinstance(x, sp.Symbol):
        raise InputError(f"x {shown(x)} is not a SymPy symbol")
    with precision(function.bits):
        cases = [
            (sp.Add(*(_term(part, x, digits) for part in parts)), x < placed.right * sp.pi)
            for placed, parts in _rounded(function, digits)
        ]
    cases[-1] = (cases[-1][0], sp.true)
    return sp.Piecewise(*cases, evaluate=False)


def _term(part: Summand, x: Any, digits: int) -> Any:
    angle = _number(part.growth if part.hyperbolic else part.frequency, digits) * x
    cosine, sine = (sp.cosh, sp.sinh) if part.hyperbolic else (sp.cos, sp.sin)
    first, second = _number(part.first, digits), _number(part.second, digits)
    grown = 1 if part.hyperbolic else sp.exp(_number(part.growth, digits) * x)
    return sp.Add(
        *(x**part.power * grown * w for w in (first * cosine(angle), second * sine(angle)))
    )


def _number(ball: arb, digits: int) -> Any:
    if ball.is_integer():
        return sp.Integer(str(ball.unique_fmpz()))
    return sp.Float(ball.mid().str(digits + 3, radius=False), digits)


def latex(function: Eigenfunction) -> str:
    """One line for each arc, in amplitudes and phases, six digits; arcs in multiples of pi.

    Each line ends with the density there, so that the regions are seen.

    >>> from freqbias.numerics.spectrum import spectrum
    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> print(latex(spectrum(first_layer_bias, uniform(), 4)[3].function))
    f(x) = \\begin{cases}
      1.41421 \\cos(2 x) & - \\pi \\le x < \\pi, \\; p = \\frac{1}{2 \\pi}
    \\end{cases}
    """
    with precision(function.bits):
        lines = [
            f"  {_sum(_words(part) for part in parts)} & {sp.latex(placed.left * sp.pi)} \\le x < "
            f"{sp.latex(placed.right * sp.pi)}, \\; p = {sp.latex(placed.density)}"
            for placed, parts in _rounded(function, _DIGITS)
        ]
    return "f(x) = \\begin{cases}\n" + " \\\\\n".join(lines) + "\n\\end{cases}"


def _words(part: Summand) -> list[str]:
    """The summand in at most two terms, each with its sign."""
    if part.hyperbolic:  # two exponentials, for cosh and sinh would cancel
        ends = ((part.first + k * part.second, k * part.growth) for k in (1, -1))
        parts = (
            replace(part, growth=g, first=c / 2, second=arb(0), hyperbolic=False) for c, g in ends
        )
        return [word for half in parts for word in _words(half)]
    a, b, growth, frequency = map(float, (part.first, part.second, part.growth, part.frequency))
    angle = _times_x(frequency)
    front = {0: "", 1: "x "}.get(part.power, f"x^{{{part.power}}} ")
    front += f"e^{{{_times_x(growth)}}} " if growth else ""
    if not frequency:
        return [f"{_decimal(a)} {front}"]
    if not (a and b):
        return [f"{_decimal(a or b)} {front}\\{'cos' if a else 'sin'}({angle})"]
    amplitude = np.copysign(np.hypot(a, b), a)
    phase = _decimal(float(np.arctan2(-b * np.sign(a), abs(a))))
    return [f"{_decimal(amplitude)} {front}\\cos({angle} {_signed(phase)})"]


def _sum(words: Iterable[list[str]]) -> str:
    terms = [word.strip() for group in words for word in group]
    return " ".join([*terms[:1], *map(_signed, terms[1:])]) or "0"


def _signed(word: str) -> str:
    return f"- {word[1:]}" if word.startswith("-") else f"+ {word}"


def _times_x(rate: float) -> str:
    return {1.0: "x", -1.0: "-x"}.get(rate, f"{_decimal(rate)} x")


def _decimal(number: float) -> str:
    mantissa, _, exponent = f"{number:.{_DIGITS}g}".partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa
