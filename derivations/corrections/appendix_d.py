"""Appendix D of 2003.04560: orders that do not follow as printed, for wider layers or other powers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.orders import LOGARITHMS, order_steps
from freqbias.derivations.unevaluated import nonnegative
from freqbias.theory.finite_width import (
    DELTA,
    DRIFT,
    EPS,
    ETA,
    FAILURE,
    INITIAL_LOSS,
    INITIAL_OUTPUT,
    ITERATIONS,
    KERNEL_CHANGE,
    KERNEL_LIMIT,
    LAYERS,
    OMEGA,
    POINTS,
    POWER_SUM,
    RANGES,
    SAMPLED,
    TAU,
    TERMS,
    THEOREM_4,
    WIDE_14_2,
    WIDE_14_3,
    WIDE_56,
)
from freqbias.theory.orders import LOG_M, WIDTH, Regime

__all__ = [
    "accumulated",
    "initial_loss",
    "iterations",
    "kernel_change",
    "kernel_limit",
    "ranges",
    "sampled_kernel",
]

_PARAMETERS = (
    Notation(POINTS, "n", "the number of data points"),
    Notation(DELTA, r"\delta", r"the least distance of two of them, $L \delta \leq C$"),
    Notation(LAYERS, "L", "the number of layers"),
    Notation(WIDTH, "m", "their width"),
    Notation(LOG_M, r"(\log m)", r"its logarithm"),
    Notation(EPS, r"\varepsilon", r"the accuracy, $\varepsilon \leq C$"),
    Notation(FAILURE, r"\hat\delta", r"the probability of failure"),
    Notation(
        TAU, r"\tau", r"$\varepsilon \hat\delta/n$ up to constants; $\tau^2$ is the last variance"
    ),
    Notation(ETA, r"\eta", r"the step size, $\delta/(n^4 L^2 m \tau^2)$ up to constants"),
    Notation(
        OMEGA,
        r"\omega",
        r"how far weights move, $n^3 \log m/(\delta \tau \sqrt{m})$ up to constants",
    ),
)
_NAMES = {notation.symbol: notation.latex for notation in _PARAMETERS}


def _orders(
    name: str, title: str, parts: tuple[tuple[Any, Any], ...], regime: Regime, why: str
) -> Derivation:
    """A derivation that is nothing but orders."""
    steps = tuple(order_steps(parts, regime, why, _NAMES))
    return Derivation(f"corrections.D.{name}", title, steps, _used(steps))


def _used(steps: tuple[Step, ...]) -> tuple[Notation, ...]:
    """The notations of the symbols that occur."""
    symbols = {
        s for step in steps for side in (step.left, step.right) for s in side.atoms(sp.Symbol)
    }
    return tuple(n for n in (*_PARAMETERS, *LOGARITHMS) if n.symbol in symbols)


def ranges() -> Derivation:
    """The omega of lemma 4 lies in the ranges of lemmas 5, 6, 9 and 13 under theorem 4.

    >>> ranges().require()
    """
    return _orders(
        "lemma3-range",
        r"The $\omega$ of lemma 4 lies in the ranges of lemmas 5, 6, 9 and 13 under theorem 4",
        RANGES,
        THEOREM_4,
        r"Lemma 5 wants $\omega$ large enough, lemmas 6, 9 and 13, in this order, small enough; "
        r"here "
        r"$m \geq C n^{24} L^{12} \log^5 m/(\delta^8 \tau^6)$.",
    )


def kernel_change() -> Derivation:
    """norm(H(t) - H(0)) as (58) gives it, with the omega of lemma 4.

    >>> kernel_change().require()
    """
    return _orders(
        "lemma14-1",
        r"The order of $\|H(t) - H(0)\|$ that (58) gives",
        ((KERNEL_CHANGE, DRIFT),),
        THEOREM_4,
        r"By (58), $n$ times an entry, which is $\sqrt{\log m}\,\omega^{1/3} L^3$ times "
        r"$H_{ii}(0) = "
        r"O(L^2 m \tau^2)$.",
    )


def sampled_kernel() -> Derivation:
    """norm(H(0) - Hinf) by lemma 12, with tau^2, for wider layers.

    >>> sampled_kernel().require()
    """
    return _orders(
        "lemma14-2",
        r"The order of $\|H(0) - H^\infty\|$ by lemma 12, for wider layers",
        ((SAMPLED, KERNEL_LIMIT),),
        WIDE_14_2,
        r"Lemma 12 gives $n m \tau^2 L (L^6 \log m/m)^{1/4}$, where also $m \geq C n^{28} L^{10} "
        r"\log "
        r"m/(\delta^8 \tau^4)$.",
    )


def kernel_limit() -> Derivation:
    """Both parts of norm(H(t) - Hinf), for wider layers.

    >>> kernel_limit().require()
    """
    return _orders(
        "lemma14-3",
        r"Both parts of $\|H(t) - H^\infty\|$, for wider layers",
        ((DRIFT, KERNEL_LIMIT), (SAMPLED, KERNEL_LIMIT)),
        WIDE_14_3,
        r"The orders that (58) and lemma 12 give, where also $m \geq C n^{48} L^{30} \log^5 "
        r"m/(\delta^{14} \tau^8)$.",
    )


def initial_loss() -> Derivation:
    """The loss at initialisation, with the tau of theorem 4.

    >>> initial_loss().require()
    """
    return _orders(
        "lemma11-loss",
        r"The loss at initialisation, with the $\tau$ of theorem 4",
        tuple((INITIAL_OUTPUT, bound) for bound in INITIAL_LOSS),
        THEOREM_4,
        r"By lemma 11 $\|u(0)\|^2 \leq n \tau^2/\hat\delta^2$ with probability $1 - \hat\delta$.",
    )


def accumulated() -> Derivation:
    """(56): the three terms of xi, summed over the steps, for wider layers.

    >>> accumulated().require()
    """
    return _orders(
        "56",
        r"The accumulated error (56), for wider layers",
        tuple((ITERATIONS * term, EPS) for term in TERMS),
        WIDE_56,
        r"$n^6 L^2/\delta^2$ times one of the three terms of $\|\xi\|$, where also $m \geq C "
        r"n^{30} "
        r"L^{18} \log^8 m/(\delta^{12} \tau^2 \varepsilon^6)$.",
    )


def iterations() -> Derivation:
    """The sum of the powers of a step in place of the number of steps, which has log(1/eps) in it.

    >>> iterations().require()
    """
    root, ratio = sp.symbols("s r", positive=True)
    index = sp.Symbol("i", integer=True, nonnegative=True)
    steps = (
        *_geometric(ratio, root, index),
        *order_steps(
            ((POWER_SUM, ITERATIONS),),
            THEOREM_4,
            r"By lemma 4 $x = \tau^2 \eta \delta m/n^2$ up to constants; $2/x$ takes the place of the "
            "number of steps.",
            _NAMES,
        ),
    )
    return Derivation(
        "corrections.D.iterations",
        "The sum of the powers of a step is bounded, for any number of steps",
        steps,
        (
            Notation(index, "i", r"any of $0, 1, 2, \dots$"),
            Notation(ratio, "r", r"$\sqrt{1 - x}$; a step multiplies the loss by at most $1 - x$"),
            Notation(root, "s", r"$r/(1 - r) > 0$, so that $r = s/(1 + s)$"),
            *_used(steps),
        ),
    )


def _geometric(ratio: Any, root: Any, index: Any) -> Iterator[Step]:
    yield Step(
        ratio**index - ratio ** (index + 1),
        (1 - ratio) * ratio**index,
        "factoring",
        r"For $0 \leq a \leq 1$ the sum over $i < t$ of $a^i r^{t - 1 - i}$ is at most that of "
        r"$r^i$, "
        r"which telescopes: it is at most $1/(1 - r)$.",
    )
    x = 1 - ratio**2
    yield Step(
        sp.Subs(2 / x - 1 / (1 - ratio), ratio, root / (1 + root)),
        nonnegative(sp.factor((2 / x - 1 / (1 - ratio)).subs(ratio, root / (1 + root)))),
        "sign",
        r"With $x = 1 - r^2$: the sum is at most $2/x$.",
    )
