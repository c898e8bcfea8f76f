"""A deep kernel under a density: the leading equation couples x and x + pi."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.depth.notation import FAR, NEAR
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ORDER, merged, real
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.depth.leading_order import LeadingOrder
from freqbias.theory.depth.monotone import leading_coefficient
from freqbias.theory.fourier import FREQUENCY

__all__ = ["leading_order"]

_HERE = Notation(sp.Symbol("p", positive=True), "p", "the density on an arc")
_THERE = Notation(sp.Symbol("pbar", positive=True), r"\bar p", r"the density half a turn on")
_NU = Notation(sp.Symbol("nu", positive=True), r"\nu", r"$1/\lambda$")
_SQUARE = Notation(sp.Symbol("W", real=True), "W", r"$\omega^2$, square of a local frequency")
_SPREAD = real("S", "S", r"$\sqrt{a^2 (p - \bar p)^2/4 + b^2 p \bar p}$")
_X = real("x", "x", "position on the circle")
_OWN, _OPPOSITE = (
    Notation(sp.Symbol(name, positive=True), name, rf"${what}/(2 (a^2 - b^2))$")
    for name, what in (("A", "a"), ("B", "b"))
)
_LOWER = Notation(
    sp.Symbol("rho", nonnegative=True), r"\rho", r"minus a lower bound of $r_m$, or 0"
)
_EXCESS = Notation(sp.Symbol("y", nonnegative=True), "y", r"$p - p_{\min}$ at a point")
_LEAST = Notation(sp.Symbol("p_min", positive=True), r"p_{\min}", "minimum of the density")

_ROOT_MEAN = Notation(
    sp.Symbol("Z_L", positive=True),
    "Z_L",
    r"$\frac{1}{2 \pi} \int_0^\pi \sqrt{a (p + \bar p) + 2 \sqrt{(a^2 - b^2) p \bar p}}\,dx$",
)
_COUNT = real("N", "N", r"number of eigenvalues of the leading problem below $\nu$")
_DIRICHLET = real("N_D", "N_D", "the same with Dirichlet conditions at the ends of all arcs")
_NEUMANN = real("N_N", "N_N", "the same with Neumann conditions")
_LEADING = real("nu_n", r"\nu_n", "eigenvalue of the leading problem, in ascending order")
_INVERSE = real(
    "1/lambda_n", r"\lambda_n^{-1}", "reciprocal of the eigenvalue of $T$ with index $n$"
)
_SYMBOLS = (
    *(_OWN, _OPPOSITE, _X, _HERE, _THERE, _NU, _SQUARE, _SPREAD, _ROOT_MEAN),
    *(_COUNT, _DIRICHLET, _NEUMANN, _LOWER, _EXCESS, _LEAST, _LEADING, _INVERSE),
)
_ORDER = LeadingOrder(NEAR.symbol, FAR.symbol)
_PARITIES = ("even", "odd")


def leading_order() -> Derivation:
    """``p f = lambda (-A f'' + B fbar'' + R f)``, its local frequencies and its Weyl law.

    >>> leading_order().require()
    """
    return Derivation(
        "depth.leading-order",
        r"A deep kernel under a density: $x$ and $x + \pi$ are coupled at leading order",
        (*_symbol(), *_dispersion(), *_counting(), *_remainder()),
        merged(ORDER, NEAR, FAR, *_SYMBOLS),
    )


def _symbol() -> Iterator[Step]:
    a, b, m, x = NEAR.symbol, FAR.symbol, FREQUENCY, _X.symbol
    for parity, sign in ((0, "+"), (1, "-")):
        yield Step(
            1 / leading_coefficient(parity, a, b, m),
            _ORDER.symbol(m, parity),
            "reciprocal",
            rf"$1/\hat k_m$ at leading order, $m^2/(2 (a {sign} b))$, for {_PARITIES[parity]} $m$, "
            rf"as "
            r"$m^2 (A - (-1)^m B)$; what is left of $1/\hat k_m$ is a bounded symbol $r_m$, that "
            r"of $R$.",
        )
    for parity in (0, 1):
        wave = sp.cos(m * x)
        over = (-1) ** parity * wave
        own, opposite = _OWN.symbol, _OPPOSITE.symbol
        yield Step(
            -own * sp.Derivative(wave, (x, 2)) + opposite * sp.Derivative(over, (x, 2)),
            product(m**2, own - (-1) ** parity * opposite, wave),
            "differentiation",
            rf"$-A f'' + B \bar f''$ on a wave of {_PARITIES[parity]} frequency, where "
            r"$\bar f(x) = f(x + \pi) = \pm f(x)$.  So $T f = \lambda f$ is $p f = \lambda (-A f'' "
            r"+ B \bar f'' + R f)$.",
        )


def _dispersion() -> Iterator[Step]:
    a, b = NEAR.symbol, FAR.symbol
    p, over, nu, square, spread = (n.symbol for n in (_HERE, _THERE, _NU, _SQUARE, _SPREAD))
    own, opposite = _OWN.symbol, _OPPOSITE.symbol
    free, coupled = own * square, -opposite * square
    matrix = sp.Matrix([[free - nu * p, coupled], [coupled, free - nu * over]])
    yield Step(
        sp.Determinant(matrix),
        (own * square - nu * p) * (own * square - nu * over) - opposite**2 * square**2,
        "determinant",
        r"Waves $e^{i \omega x}$ of $(f, \bar f)$ on an arc where $p$ and $\bar p$ are constant, "
        r"without $R$.",
    )
    mean = a * (p + over) / 2
    radicand = a**2 * (p - over) ** 2 / 4 + b**2 * p * over
    factored = (square - 2 * nu * (mean + spread)) * (square - 2 * nu * (mean - spread))
    yield Step(
        product(4 * (a**2 - b**2), _ORDER.dispersion(square, p, over, nu)),
        sp.expand(factored).subs(spread**2, radicand),
        "factors",
        r"So $\omega_\pm^2 = \frac{2}{\lambda} (a (p + \bar p)/2 \pm S)$ with $S^2 = a^2 (p - \bar "
        r"p)^2/4 + b^2 p \bar p$.",
    )
    yield Step(
        (mean**2 - radicand),
        product(a**2 - b**2, p, over),
        "difference of squares",
        r"Positive, for $a > b$: both waves oscillate, and $\omega_+ \omega_- = 2 \nu \sqrt{(a^2 - "
        r"b^2) p \bar p}$.",
    )


def _counting() -> Iterator[Step]:
    a, b = NEAR.symbol, FAR.symbol
    p, over, nu, spread = (n.symbol for n in (_HERE, _THERE, _NU, _SPREAD))
    mean = a * (p + over) / 2
    root = sp.sqrt((a**2 - b**2) * p * over)
    yield Step(
        total(2 * nu * (mean + spread), 2 * nu * (mean - spread), product(2, 2 * nu, root)),
        product(2 * nu, sp.expand(_ORDER.rate(p, over) ** 2)),
        "square",
        r"$(\omega_+ + \omega_-)^2$, the square of $\sqrt{2 \nu}$ times the rate $\sqrt{a (p + "
        r"\bar p) + 2 \sqrt{(a^2 - b^2) p \bar p}}$.",
    )
    for gap in (_COUNT.symbol - _DIRICHLET.symbol, _NEUMANN.symbol - _COUNT.symbol):
        yield Step(
            gap,
            nonnegative(gap),
            "cited: Dirichlet-Neumann bracketing",
            r"On an arc the forms of $A$, $B$ and of $p$, $\bar p$ are diagonal in the same basis, "
            r"so two waves decouple; with either kind of ends each has its phase $\omega_\pm "
            r"\ell/\pi$ of eigenvalues, up to 1.",
        )
    yield Step(
        product(sp.sqrt(2 * nu) / sp.pi, 2 * sp.pi * _ROOT_MEAN.symbol),
        2 * sp.sqrt(2 * nu) * _ROOT_MEAN.symbol,
        "linearity",
        r"The phases over $\pi$ sum to this over the arcs of the half circle, and $N$ differs by "
        r"at most twice their number.",
    )
    yield Step(
        sp.Subs(_ORDER.rate(p, over), over, p) ** 2,
        product(2 * p, a + sp.sqrt(a**2 - b**2)),
        "substitution",
        r"Where $\bar p = p$.",
    )


def _remainder() -> Iterator[Step]:
    rho, y, least = _LOWER.symbol, _EXCESS.symbol, _LEAST.symbol
    yield Step(
        total(product(rho / least, least + y), -rho),
        nonnegative(rho * y / least),
        "sign",
        r"So $R \ge -\rho \ge -(\rho/p_{\min}) p$, and in the same way from above; a positive "
        r"lower bound is divided by $p_{\max}$.",
    )
    yield Step(
        _INVERSE.symbol - _LEADING.symbol + rho / least,
        nonnegative(_INVERSE.symbol - _LEADING.symbol + rho / least),
        "cited: min-max principle",
        r"So index by index $\nu_n - \rho/p_{\min} \le 1/\lambda_n$, and likewise from above, with "
        r"the eigenvalues $\nu_n$ of the leading problem.",
    )
