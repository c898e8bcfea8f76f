"""Appendix C of 2003.04560, lemma 2: the tail of the squares of the projections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.amplitudes import amplitude_bound
from freqbias.derivations.corrections.projections import (
    AMPLITUDES,
    LEAST,
    MEAN,
    PROJECTION,
    projection_bound,
)
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import merged
from freqbias.derivations.tails import above, reciprocal_squares
from freqbias.derivations.unevaluated import nonnegative, product

__all__ = ["COUNT", "ERROR", "halved", "index", "normalisation", "squares", "tail"]

_N, _Q, _DELTA = sp.symbols("n q_n delta", positive=True)
_Z, _B, _ROOT = (notation.symbol for notation in (MEAN, AMPLITUDES, LEAST))
_X, _U, _MORE, _ROOM = sp.symbols("X U s j", nonnegative=True)
COUNT = Notation(_N, "n", "how many eigenvalues are split off")
ERROR = Notation(_DELTA, r"\delta", "the error to be reached")


def _coefficient(eps: Any) -> Any:
    """``U = (8 B Z/(3 eps sqrt(p*)))^2``; the projections are at most ``eps sqrt(U)/q_i``."""
    return (8 * _B * _Z / (3 * eps * _ROOT)) ** 2


def _sum_steps() -> Iterator[Step]:
    """``4/(n - 1)`` exceeds the sum of 1/floor(i/2)^2 over i > n, by the parity of n."""
    stated = 4 / (_N - 1)
    for n, first, said in (
        (2 * _Q + 1, sp.Integer(0), r"$n = 2 q_n + 1$: every $m > q_n$ counts twice"),
        (2 * _Q, 1 / _Q**2, r"$n = 2 q_n$: $q_n$ counts once more"),
    ):
        room = (stated.subs(_N, n) - first - 2 * above(_Q)).subs(_Q, 1 + _ROOM)
        yield Step(
            sp.Subs(sp.Subs(stated, _N, n) - first - 2 * above(_Q), _Q, 1 + _ROOM),
            nonnegative(sp.factor(room)),
            "sign",
            rf"For {said}, and $q_n = 1 + j$: the sum of $1/\lfloor i/2 \rfloor^2$ over $i > n$ is "
            r"less than $4/(n - 1)$, strictly by the first step, for $M = q_n$.",
        )


_SUM_SYMBOLS = (
    COUNT,
    Notation(_Q, "q_n", r"$\lfloor n/2 \rfloor \geq 1$, the order of $\lambda_n$"),
    Notation(_ROOM, "j", r"$q_n - 1$"),
)


def squares() -> Derivation:
    """``sum_{i > n} 1/floor(i/2)^2 < 4/(n - 1)`` for n >= 2.

    >>> squares().require()
    """
    known = reciprocal_squares()
    return Derivation(
        "corrections.C.sum",
        r"The sum of $1/q_i^2$, $q_i = \lfloor i/2 \rfloor$, over $i > n$",
        (*known.steps, *_sum_steps()),
        merged(*known.symbols, *_SUM_SYMBOLS),
    )


def index() -> Derivation:
    """``n > 2 X + 1`` makes ``floor(n/2) > X``.

    >>> index().require()
    """
    least = (_N - 1) / 2
    return Derivation(
        "corrections.C.index",
        r"From $n > 2 X + 1$ follows $\lfloor n/2 \rfloor > X$",
        (
            Step(
                sp.Subs(_Q - least, _N, 2 * _Q + 1),
                sp.Integer(0),
                "substitution",
                r"$\lfloor n/2 \rfloor = q_n$ for $n = 2 q_n + 1$: it is $(n - 1)/2$.",
            ),
            Step(
                sp.Subs(_Q - least, _N, 2 * _Q),
                nonnegative(sp.Rational(1, 2)),
                "sign",
                r"And for $n = 2 q_n$ it is more.",
            ),
            Step(
                sp.Subs(least, _N, (2 * _X + 1) + _MORE) - _X,
                nonnegative(_MORE / 2),
                "sign",
                r"For $n = 2 X + 1 + s$ with $s > 0$ it exceeds $X$, even strictly.",
            ),
            Step(
                sp.Subs(least, _N, 2 * _X + 1),
                _X,
                "substitution",
                r"$2 X + 1$ is where $(n - 1)/2$ is $X$, so no smaller bound follows for all $X$.",
            ),
        ),
        (
            COUNT,
            Notation(_Q, "q_n", r"$\lfloor n/2 \rfloor$"),
            Notation(_X, "X", r"any number $\geq 0$"),
            Notation(_MORE, "s", r"$n - 2 X - 1$"),
        ),
    )


def tail() -> Derivation:
    """The second entry of (39): ``n > 1 + 4 U`` makes ``U sum_{i > n} 1/q_i^2 < 1``.

    >>> tail().require()
    """
    summed, stated = squares(), 1 + 4 * _U
    eps, more = sp.symbols("eps r", positive=True)
    return Derivation(
        "corrections.C.tail",
        r"The second entry of (39): $n > 1 + \frac{256 B^2 Z^2}{9 \varepsilon^2 p^*}$",
        (
            *summed.steps,
            *projection_bound(),
            Step(
                sp.Subs(stated, _U, _coefficient(eps)),
                1 + 256 * _B**2 * _Z**2 / (9 * eps**2 * _ROOT**2),
                "substitution",
                r"So $\sum_{i > n} g_i^2$ is at most $\varepsilon^2 U$ times the sum of $1/q_i^2$, $U "
                r"= (8 B Z/(3 \varepsilon \sqrt{p^*}))^2$.",
            ),
            Step(
                1 - sp.Subs(_U * 4 / (_N - 1), _N, stated + more),
                nonnegative(more / (4 * _U + more)),
                "sign",
                r"For $n = 1 + 4 U + r$ with $r > 0$, beyond the first entry too: $4 U/(n - 1) < 1$, "
                r"so that $\sum_{i > n} g_i^2 < \varepsilon^2$.",
            ),
        ),
        merged(
            *summed.symbols,
            *PROJECTION,
            Notation(_U, "U", r"$(8 B Z/(3 \varepsilon \sqrt{p^*}))^2$"),
            Notation(more, "r", r"$n - 1 - 4 U > 0$"),
            Notation(eps, r"\varepsilon", "the root of what may be left of the squares"),
        ),
    )


def halved() -> Derivation:
    """The printed second entry of (39), ``2 U``, with eps = delta/2.

    >>> halved().require()
    """
    eps = sp.Symbol("eps", positive=True)
    return Derivation(
        "corrections.C.substitution",
        r"The printed second entry of (39) with $\varepsilon = \delta/2$",
        (
            Step(
                2 * product(sp.Pow(8 * _B * _Z / (3 * eps * _ROOT), 2, evaluate=False)),
                128 * _B**2 * _Z**2 / (9 * eps**2 * _ROOT**2),
                "exponents",
                r"As printed in (39).",
            ),
            Step(
                sp.Subs(2 * _coefficient(eps), eps, _DELTA / 2),
                512 * _B**2 * _Z**2 / (9 * _DELTA**2 * _ROOT**2),
                "substitution",
                r"$\varepsilon^2 = \delta^2/4$ gives a factor $4$, not $2$.",
            ),
        ),
        (
            AMPLITUDES,
            MEAN,
            Notation(eps, r"\varepsilon", "the error of lemma 2"),
            LEAST,
            ERROR,
        ),
    )


def normalisation() -> Derivation:
    """(36) for ``integral p f^2 = 1``: a further factor p_min^(-1/2).

    >>> normalisation().require()
    """
    known = amplitude_bound()
    given = {notation.symbol for notation in known.symbols}
    size, energy = sp.symbols("|f|^2 E", positive=True)
    more = sp.Symbol("d", nonnegative=True)
    added = (
        Notation(size, "f^2", "the square of the function at a point"),
        Notation(energy, "E", r"$\int f^2\,dx$"),
        Notation(more, "d", r"what $p$ exceeds $p^*$ by there"),
        LEAST,
    )
    return Derivation(
        "corrections.C.normalisation",
        r"The bound (36) for functions with $\int p f^2\,dx = 1$",
        (
            *known.steps,
            Step(
                (_ROOT**2 + more) * size - _ROOT**2 * size,
                nonnegative(more * size),
                "sign",
                r"$p = p^* + d$: so $1 = \int p f^2\,dx \geq p^* E$.",
            ),
            Step(
                sp.Subs(sp.sqrt(energy), energy, 1 / _ROOT**2),
                1 / _ROOT,
                "substitution",
                r"$f/\sqrt{E}$ has the normalisation of (36), so the amplitudes of $f$ are at "
                r"most $\sqrt{E} "
                r"\leq 1/\sqrt{p^*}$ times (36).",
            ),
        ),
        (*known.symbols, *(notation for notation in added if notation.symbol not in given)),
    )
