"""Appendix C of 2003.04560, theorem 3: the number of steps of descent."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.corrections.lemma_2 import COUNT, ERROR
from freqbias.derivations.corrections.projections import LEAST, MEAN, TARGET
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ORDER
from freqbias.derivations.unevaluated import nonnegative, total
from freqbias.derivations.windows import convex
from freqbias.theory.densities import uniform
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import contraction

__all__ = ["descending", "direction", "eigenvalue", "level", "with_pi"]

_N, _K, _Z, _ROOT, _DELTA = (n.symbol for n in (COUNT, TARGET, MEAN, LEAST, ERROR))
_Y = sp.Symbol("Y", positive=True)
_MORE, _AFTER = sp.symbols("s j", nonnegative=True)
_POWER = Notation(_Y, "Y", r"$(1 - \eta \lambda_{n_k})^{2 t}$")
_ENTRY = 4 * _Z * _K / _ROOT  # the first entry of (39)


def descending() -> Derivation:
    """(40): ``eta (lambda_1 + lambda_n) <= 2`` is what its last inequality needs.

    >>> descending().require()
    """
    first, last, between = sp.symbols("a c x", nonnegative=True)
    return Derivation(
        "corrections.C.40",
        r"When $|1 - \eta \lambda_i| \leq 1 - \eta \lambda_n$ for all $i \leq n$",
        (
            Step(
                contraction(1, between) - contraction(1, last),
                (between - last) * (2 - between - last),
                "factoring",
                r"$(1 - c)^2 - (1 - x)^2$, which must be $\geq 0$ for $c \leq x \leq a$; the "
                r"first factor is.",
            ),
            Step(
                2 - between - last - sp.Subs(2 - (first + last), first, between + _MORE),
                nonnegative(_MORE),
                "sign",
                r"With $a = x + s$: the second factor is at least $2 - a - c$, so it is $\geq 0$ "
                r"if $a + c "
                r"\leq 2$, which also makes $1 - c \geq 0$; it is $2 - a - c$ for $i = 1$, so "
                r"the condition "
                r"is needed if $a > c$.",
            ),
        ),
        (
            Notation(first, "a", r"$\eta \lambda_1$, the greatest"),
            Notation(last, "c", r"$\eta \lambda_n$, the least"),
            Notation(between, "x", r"$\eta \lambda_i$, $c \leq x \leq a$"),
            Notation(_MORE, "s", r"$a - x$"),
        ),
    )


def with_pi() -> Derivation:
    """The pi of (40) stays when n_k is put in.

    >>> with_pi().require()
    """
    return Derivation(
        "corrections.C.pi",
        r"(40) with $n_k$ put in",
        (
            Step(
                sp.Subs(sp.pi * _N * _Y, _N, _ENTRY),
                sp.pi * _ENTRY * _Y,
                "substitution",
                r"The last expression of (40) at $n_k = 4 Z k/\sqrt{p^*}$, the first entry of "
                r"(39).",
            ),
        ),
        (
            COUNT,
            _POWER,
            MEAN,
            TARGET,
            LEAST,
        ),
    )


def level() -> Derivation:
    """Where the bound of Delta^2 and its logarithm stand: half of delta, squared, and over 8.

    >>> level().require()
    """
    half, reached = sp.symbols("d Delta", positive=True)
    stated = _DELTA * _ROOT / (8 * _Z * _K)
    return Derivation(
        "corrections.C.level",
        r"What $\Delta < \delta/2$ asks of $\Delta^2$ and of the powers",
        (
            Step(
                half**2 - reached**2,
                (half - reached) * (half + reached),
                "factoring",
                r"With $d = \delta/2$: $\Delta < d$ iff $\Delta^2 < d^2$.",
            ),
            Step(
                sp.Subs(_ENTRY * _Y, _Y, stated),
                _DELTA / 2,
                "substitution",
                r"The left side of the paper, $4 Z k Y/\sqrt{p^*}$, which increases with $Y$, is "
                r"$\delta/2$ "
                r"at this $Y$, with $8$ and not $4$.",
            ),
        ),
        (
            Notation(half, "d", r"$\delta/2$"),
            Notation(reached, r"\Delta", "the part of the error that decays"),
            _POWER,
            MEAN,
            TARGET,
            LEAST,
            ERROR,
        ),
    )


def direction() -> Derivation:
    """Taking logarithms keeps ``<``; dividing by a negative one turns it.

    >>> direction().require()
    """
    power, log = sp.symbols("P C", real=True)
    y = sp.Symbol("y", real=True)
    time, rate = sp.symbols("t g", positive=True)
    return Derivation(
        "corrections.C.direction",
        r"The sign of the inequality when logarithms are taken",
        (
            Step(
                sp.exp(log) - sp.exp(power),
                sp.exp(power) * (sp.exp(log - power) - 1),
                "factoring",
                r"With $Y = e^P$ and $c = e^C$: $Y < c$ iff $e^{C - P} > 1$.",
            ),
            *convex(
                sp.exp(y) - 1 - y,
                y,
                0,
                r"$e^y - 1 \geq y$, so $e^{C - P} > 1$ for $C > P$, and with $P$ and $C$ exchanged "
                r"$e^{C - P} < 1$ for $C < P$: $Y < c$ iff $P < C$.",
            ),
            Step(
                sp.Subs(log - power, power, -2 * time * rate),
                2 * rate * (time + log / (2 * rate)),
                "factoring",
                r"With $g = -\log(1 - \eta \lambda) > 0$, so $P = -2 t g$: $P < C$ iff $t > "
                r"-C/(2 g)$, which is "
                r"$C/(2 \log(1 - \eta \lambda))$; dividing by the negative logarithm turns the "
                r"sign.",
            ),
        ),
        (
            Notation(power, "P", r"$\log Y = 2 t \log(1 - \eta \lambda)$"),
            Notation(log, "C", r"$\log c$"),
            Notation(y, "y", "any real number"),
            Notation(time, "t", "the number of steps"),
            Notation(rate, "g", r"$-\log(1 - \eta \lambda)$, for $0 < \eta \lambda < 1$"),
        ),
    )


def eigenvalue(kernel: Kernel = first_layer_bias) -> Derivation:
    """``lambda = p*/(4 pi k^2)`` to leading order in q = 2 k, exactly if q is odd; uniform density.

    >>> eigenvalue().require()
    """
    value, coefficient = sp.symbols("lambda khat", positive=True)
    return Derivation(
        "corrections.C.eigenvalue",
        r"The eigenvalue of order $q = 2 k$ for the uniform density, to leading order",
        (
            Step(
                value,
                coefficient / (2 * sp.pi),
                "cited: convolution theorem",
                r"For $p = 1/(2 \pi)$ the operator is a convolution, and $\cos(q x)$ an "
                r"eigenfunction.",
            ),
            *_by_parity(kernel),
        ),
        (
            Notation(value, r"\lambda", "the eigenvalue"),
            Notation(coefficient, r"\hat k_q", "the Fourier coefficient of the kernel"),
            ORDER,
            Notation(
                _K, "k", "half of the order $q$; it is the frequency of the target for even $q$"
            ),
            Notation(_AFTER, "j", "$k - 1$"),
            LEAST,
        ),
    )


def _by_parity(kernel: Kernel) -> Iterator[Step]:
    """The eigenvalue of odd order exactly, that of even order over the leading one."""
    odd, even = (
        sp.Subs(kernel.fourier().parity(parity) / (2 * sp.pi), FREQUENCY, 2 * _K)
        for parity in (1, 0)
    )
    leading = sp.Subs(_ROOT**2 / (4 * sp.pi * _K**2), _ROOT, sp.sqrt(uniform().minimum))
    remainder = (12 * _K**2 - 1) / (4 * _K**2 - 1) ** 2
    room = 5 / (4 * _K**2) - remainder
    top, bottom = sp.fraction(sp.cancel(room.subs(_K, 1 + _AFTER)))
    yield Step(
        odd,
        leading,
        "substitution",
        r"$\hat k_m$ for odd $m \geq 3$, at $m = q = 2 k$, which is $2 Z k/\sqrt{p^*}$ here: the "
        r"factor is $1/(4 \pi)$, not $1/(4 \pi^2)$.  For odd $q$ this is exact; $k = q/2$ is then "
        r"formal, no frequency of a target.",
    )
    yield Step(
        even / leading,
        total(1, remainder),
        "substitution",
        r"For a target of frequency $k = 1, 2, \dots$ the order $q = 2 k$ is even: $\hat k_m$ for even "
        r"$m$ gives the same times this.",
    )
    yield Step(
        sp.Subs(room, _K, 1 + _AFTER),
        nonnegative(sp.expand(top) / sp.factor(bottom)),
        "sign",
        r"With $k = 1 + j$: the factor is between $1$ and $1 + 5/q^2$, and so tends to $1$.",
    )
