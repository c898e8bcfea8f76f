"""Section 4.1 of 2003.04560, (12): the frequencies on an arc, to leading order and with their error.

With ``m = p/(pi lambda)``, ``n = pbar/(pi lambda)``, ``d = abs(m - n)``, ``E = (m + 8 n)/(2 d m)`` the
polynomial Q of the squares of exponents changes sign between ``-m - 3/2 - E`` and ``-m - 3/2 + E``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, modes

__all__ = ["local_frequencies"]

_HERE, _THERE, _APART, _ERROR = sp.symbols("m n d E", positive=True)
_LESS, _MORE = sp.symbols("a b", nonnegative=True)
_SHIFT = sp.Symbol("epsilon", real=True)
_MASS = _HERE + 8 * _THERE
_ARC = {NU: 1, SIGMA: sp.pi * (_HERE + _THERE) / 2, DELTA: sp.pi * (_HERE - _THERE) / 2}
_SMALLER, _LARGER, _GAP = _LESS + 3, _LESS + _MORE + 7, _MORE + 4
_DENSE = {_HERE: _LARGER, _THERE: _SMALLER, _APART: _GAP}  # p > pbar
_SPARSE = {_HERE: _SMALLER, _THERE: _LARGER, _APART: _GAP}
_HALVES = sp.Rational(5, 2)
_ROOM = "no coefficient is negative"


@lru_cache
def local_frequencies() -> Derivation:
    """One root of Q within E of -m - 3/2, one likewise for n, and one in (0, 1).

    For m, n >= 3 and abs(m - n) >= 4.

    >>> local_frequencies().require()
    """
    dispersion = modes(first_layer_bias).dispersion.as_expr()
    cubic = sp.Poly(dispersion.subs(_ARC), SQUARE).monic().as_expr()
    mean = (_HERE + _THERE) / 2
    return Derivation(
        "corrections.4.local-frequencies",
        "The frequencies on an arc, with the error of (12)",
        (
            Step(
                cubic,
                total(
                    SQUARE * (SQUARE + 1) ** 2,
                    product(mean, 2 * SQUARE**2 + SQUARE + 1),
                    (SQUARE - 1) * _HERE * _THERE,
                ),
                "dispersion polynomial",
                r"$Q(s)$, whose roots are the squares of exponents where $p$ and $\bar p$ are "
                "constant (derivation modes.arc).",
            ),
            Step(
                sp.Subs(cubic, SQUARE, -_HERE),
                (_HERE - _THERE) * (3 * _HERE - 1) / 2,
                "substitution",
                r"$s = -m$, which (12) says, is a root only if $m = n$ or $m = \frac{1}{3}$.",
            ),
            *_where_denser(cubic),
            *_where_sparser(cubic),
            *_third_root(cubic),
            *_apart(),
        ),
        (
            Notation(
                SQUARE, "s", r"the square of an exponent; $\sqrt{-s}$ is a frequency if $s < 0$"
            ),
            Notation(_HERE, "m", r"$p/(\pi \lambda) \geq 3$"),
            Notation(_THERE, "n", r"$\bar p/(\pi \lambda) \geq 3$"),
            Notation(_APART, "d", r"$|m - n| \geq 4$"),
            Notation(_ERROR, "E", r"the error $(m + 8 n)/(2 d m)$, so that $d m E = (m + 8 n)/2$"),
            Notation(_SHIFT, r"\varepsilon", r"what $s$ exceeds $-m - \frac{3}{2}$ by"),
            Notation(_LESS, "a", "the smaller of $m$ and $n$, minus $3$"),
            Notation(_MORE, "b", "$d - 4$"),
        ),
    )


def _where_denser(cubic: Any) -> Iterator[Step]:
    """m = n + d: Q < 0 at -m - 3/2 - E, Q > 0 at -m - 3/2 + E."""
    slope, curve = _APART * _HERE + _HALVES * _APART, _APART + _HERE + _HALVES
    powers = _powers(slope + sp.Rational(7, 4), curve)
    rest = product(_ERROR, _HALVES * _APART + sp.Rational(7, 4))
    share = curve / (2 * _APART * _HERE)
    yield _expansion(cubic, powers, _HERE - _APART, "m > n")
    yield _grouped(
        powers, -1, -1, (_MASS / 4, sp.Rational(3, 8), rest, curve * _ERROR**2, _ERROR**3)
    )
    parts = (product(_MASS, total(sp.Rational(3, 4), -_ERROR * share)), -sp.Rational(3, 8), rest)
    yield _grouped(powers, 1, 1, (*parts, _ERROR**3, -product(share, _doubled(), _ERROR)))
    yield _bound(sp.Rational(9, 8) - _MASS / (2 * _APART * _HERE), _DENSE, r"$E \leq \frac{9}{8}$")
    yield _bound(sp.Rational(1, 4) - share, _DENSE, r"The factor of $E$ is at most $\frac{1}{4}$")
    least = sp.Rational(3, 4) - sp.Rational(9, 32)
    why = r"So $Q(-m - \frac{3}{2} + E)$ is at least this much, and positive"
    yield _bound(least * _MASS - sp.Rational(3, 8), _DENSE, why)


def _where_sparser(cubic: Any) -> Iterator[Step]:
    """m = n - d: Q > 0 at -m - 3/2 - E, Q < 0 at -m - 3/2 + E."""
    slope, curve = _APART * _HERE + _HALVES * _APART, _HERE + _HALVES
    powers = _powers(sp.Rational(7, 4) - slope, curve - _APART)
    rest = product(_ERROR, _HALVES * _APART - sp.Rational(7, 4))
    share = curve / (2 * _APART * _HERE)
    yield _expansion(cubic, powers, _HERE + _APART, "m < n")
    below = (product(_MASS, total(sp.Rational(3, 4), -_ERROR * share)), -sp.Rational(3, 8), rest)
    left = product(_ERROR**2, _APART - _ERROR)
    yield _grouped(powers, 1, -1, (*below, left, -product(share, _doubled(), _ERROR)))
    above = (_MASS / 4 + sp.Rational(3, 8), product(_ERROR * _APART, _HALVES - _ERROR))
    left = product(_ERROR**2, _HERE + _HALVES - _ERROR)
    yield _grouped(powers, -1, 1, (*above, left, -sp.Rational(7, 4) * _ERROR))
    yield _bound(
        _HALVES - _MASS / (2 * _APART * _HERE), _SPARSE, r"$E \leq \frac{5}{2}$, less than $d$"
    )
    yield _bound(
        sp.Rational(11, 48) - share, _SPARSE, r"The factor of $E$ is at most $\frac{11}{48}$"
    )
    least = sp.Rational(3, 4) - _HALVES * sp.Rational(11, 48)
    why = r"So $Q(-m - \frac{3}{2} - E)$ is at least this much, and positive"
    yield _bound(least * _MASS - sp.Rational(3, 8), _SPARSE, why)
    why = r"And $-Q(-m - \frac{3}{2} + E)$ is at least this much, and positive"
    yield _bound(_MASS / 4 + sp.Rational(3, 8) - sp.Rational(35, 8), _SPARSE, why)


def _powers(slope: Any, curve: Any) -> tuple[Any, ...]:
    """``Q(-m - 3/2 + epsilon)`` by powers of epsilon."""
    first = _MASS / 4 - sp.Rational(3, 8)
    return first, product(slope, _SHIFT), product(-curve, _SHIFT**2), _SHIFT**3


def _doubled() -> Any:
    """0, by the definition of E."""
    return 2 * _APART * _HERE * _ERROR - _MASS


def _expansion(cubic: Any, powers: tuple[Any, ...], there: Any, relation: str) -> Step:
    return Step(
        sp.Subs(cubic, (SQUARE, _THERE), (-_HERE - sp.Rational(3, 2) + _SHIFT, there)),
        sp.Subs(total(*powers), _THERE, there),
        "expansion",
        rf"$Q(-m - \frac{{3}}{{2}} + \varepsilon)$ by powers of $\varepsilon$, where ${relation}$.",
    )


def _grouped(powers: tuple[Any, ...], sign: int, side: int, parts: tuple[Any, ...]) -> Step:
    """``sign Q(-m - 3/2 + side E)``, up to a multiple of what E makes 0."""
    zero = sp.Rational(1, 2) * _doubled()
    return Step(
        sp.Subs(sign * total(*powers).doit(integrals=False), _SHIFT, side * _ERROR),
        total(*parts, zero),
        "grouping",
        rf"${'-' if sign < 0 else ''}Q(-m - \frac{{3}}{{2}} {'-' if side < 0 else '+'} E)$; "
        "brackets with $2 d m E - m - 8 n$ are $0$ by the definition of $E$.",
    )


def _bound(room: Any, where: dict[Any, Any], why: str) -> Step:
    """``room >= 0``, in a form that shows it."""
    value = room.subs(where)
    above, below = sp.fraction(sp.cancel(sp.together(value)))
    if sp.Poly(below, _LESS, _MORE).LC() < 0:
        above, below = -above, -below
    shown = nonnegative(sp.expand(above) / sp.factor(below))
    variables = tuple(symbol for symbol in where if room.has(symbol))
    left = sp.Subs(room, variables, tuple(where[v] for v in variables)) if variables else room
    return Step(left, shown, "sign", f"{why}: {_ROOM}.")


def _third_root(cubic: Any) -> Iterator[Step]:
    yield _bound(
        -cubic.subs(SQUARE, 0), _DENSE, r"$-Q(0) > 0$, the same with $m$ and $n$ exchanged"
    )
    yield _bound(cubic.subs(SQUARE, 1), _DENSE, "$Q(1) > 0$, so one root lies in $(0, 1)$")


def _apart() -> Iterator[Step]:
    """The intervals are disjoint, so each contains one root of the cubic Q."""
    errors = [(_MASS / (2 * _APART * _HERE)).subs(where) for where in (_DENSE, _SPARSE)]
    order = "The interval of the larger of $m$ and $n$ ends before that of the smaller begins"
    yield _bound(_GAP - errors[0] - errors[1], {}, order)
    below = "Both end before $0$, so the cubic $Q$ has exactly one root in each"
    yield _bound(_SMALLER + sp.Rational(3, 2) - errors[1], {}, below)
