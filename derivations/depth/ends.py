"""Both ends of the deep kernel for every depth: induction over the layers."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.depth.notation import LAYERS
from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, merged, real
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.expansions import DEPTH, angle_at_zero, expansion_at_zero, layer_map
from freqbias.theory.depth.network import covariance

__all__ = ["at_pi", "at_zero"]

_F2, _F3 = (
    real(f"F_{n}", f"F_{n}", rf"coefficient of $\theta^{n}$ in $F(\theta)$") for n in (2, 3)
)
_EPS = Notation(sp.Symbol("epsilon", nonnegative=True), r"\varepsilon", r"$\pi - \theta$")
_VALUE = real("C", "C", r"$\Theta_h(\pi)$")
_SLOPE = real("b_h", "b_h", r"minus the coefficient of $\varepsilon$ in $\Theta_h$")
_CUBIC = real("d_h", "d_h", r"coefficient of $\varepsilon^3$ in $\Theta_h$")
_GROWN = real("g_h", "g_h", r"coefficient of $\varepsilon^3$ in $\cos\theta_h$")
_STEP = real("kappa", r"\kappa", r"$k_0(s_h) = 1 - \arccos(s_h)/\pi$")
_STEP_SLOPE = real("kappa_1", r"\kappa'", r"$k_0'(s_h) = 1/(\pi \sqrt{1 - s_h^2})$")
_NEXT = real("s_{h+1}", "s_{h+1}", r"$\cos\theta_{h+1}$ at $\pi$, $k_1(s_h)$")
_EXCESS = Notation(sp.Symbol("x", nonnegative=True), "x", r"$\arcsin(s_h)$, at least 0")


def at_zero() -> Derivation:
    """Polynomials in L: ``A_2, A_3`` of the angle and ``T_0, ..., T_3`` of the kernel.

    >>> at_zero().require()
    """
    return Derivation(
        "depth.at-zero",
        r"The deep kernel near $\theta = 0$, for every depth",
        (*_layer_steps(), *_angle_steps(), *_total_steps()),
        merged(ANGLE, LAYERS, _F2, _F3),
    )


def _layer_steps() -> Iterator[Step]:
    f2, f3 = _F2.symbol, _F3.symbol
    yield Step(
        sp.Derivative(covariance(1, 0), THETA),
        product(-(1 - THETA / sp.pi), sp.sin(THETA)),
        "differentiation",
        r"The next angle $F(\theta)$ has $\cos F = \cos\theta + (\sin\theta - \theta "
        r"\cos\theta)/\pi$, so $F' \sin F = (1 - \theta/\pi) \sin\theta$.",
    )
    mapped = THETA + f2 * THETA**2 + f3 * THETA**3
    sine = mapped - mapped**3 / 6
    for n, value, symbols in (
        (2, 3 * f2, "F_2"),
        (3, 2 * f2**2 + 4 * f3 - sp.Rational(1, 6), "F_3"),
    ):
        yield Step(
            sp.Subs(sp.Derivative(sine * sp.diff(mapped, THETA), (THETA, n)), THETA, 0),
            product(sp.factorial(n), value),
            "Taylor coefficients",
            rf"The coefficient of $\theta^{n}$ in $F' \sin F$, with $F = \theta + F_2 \theta^2 + "
            rf"F_3 \theta^3 + \dots$; it determines ${symbols}$.",
        )
    given = (1 - THETA / sp.pi) * sp.sin(THETA)
    found = layer_map(3)
    for n, value in ((2, 3 * found[2]), (3, 2 * found[2] ** 2 + 4 * found[3] - sp.Rational(1, 6))):
        yield Step(
            sp.Subs(sp.Derivative(given, (THETA, n)), THETA, 0),
            product(sp.factorial(n), value),
            "comparison",
            rf"So $F_2 = -1/(3 \pi)$ and $F_3 = -1/(18 \pi^2)$: the coefficient of $\theta^{n}$.",
        )


def _angle_steps() -> Iterator[Step]:
    a, f = angle_at_zero(3), layer_map(3)
    following = angle_at_zero(3, DEPTH + 1)
    for n, value in ((2, a[2] + f[2]), (3, total(a[3], 2 * f[2] * a[2], f[3]))):
        yield Step(
            sp.factor(following[n]),
            value,
            "induction",
            rf"The coefficient of $\theta^{n}$ in $\theta_{{L+1}} = F(\theta_L)$, from that in "
            rf"$\theta_L$; "
            r"for $L = 0$ it is 0.",
        )


def _total_steps() -> Iterator[Step]:
    a, t = angle_at_zero(3), expansion_at_zero(3)
    following, grown = expansion_at_zero(3, DEPTH + 1), angle_at_zero(3, DEPTH + 1)
    pi = sp.pi
    values = (
        total(t[0], 1),
        total(t[1], -t[0] / pi),
        total(t[2], -t[1] / pi, -t[0] * a[2] / pi, -sp.Rational(1, 2)),
        total(t[3], -t[2] / pi, -t[1] * a[2] / pi, -t[0] * a[3] / pi, -grown[2]),
    )
    for n, value in enumerate(values):
        yield Step(
            following[n],
            value,
            "induction",
            rf"The coefficient of $\theta^{n}$ in $\Theta_{{L+1}} = \Theta_L (1 - \theta_L/\pi) + "
            rf"\cos\theta_{{L+1}}$.",
        )
    for n, start in enumerate((1, 0, -sp.Rational(1, 2), 0)):
        yield Step(
            sp.Subs(t[n], DEPTH, 0),
            sp.sympify(start),
            "start",
            rf"The coefficient of $\theta^{n}$ in $\Theta_0 = \cos\theta$.",
        )
    yield Step(
        -t[1],
        DEPTH * (DEPTH + 1) / (2 * pi),
        "factors",
        r"So the kernel falls from $L + 1$ with the slope $-a$, $a = L (L + 1)/(2 \pi)$.",
    )


def at_pi() -> Derivation:
    """``Theta_L = C - b eps + d eps^3 + ...``, ``b = (1/pi) prod k0(s_h) > 0``.

    >>> at_pi().require()
    """
    return Derivation(
        "depth.at-pi",
        r"The deep kernel near $\theta = \pi$, for every depth",
        (*_first_layer(), *_further_layers(), *_signs()),
        merged(
            ANGLE, LAYERS, _EPS, _VALUE, _SLOPE, _CUBIC, _GROWN, _STEP, _STEP_SLOPE, _NEXT, _EXCESS
        ),
    )


def _first_layer() -> Iterator[Step]:
    eps = _EPS.symbol
    first = (sp.sin(eps) - eps * sp.cos(eps)) / sp.pi
    kernel = total(first, product(-sp.cos(eps), eps / sp.pi))
    yield Step(
        sp.Subs(covariance(1, 0), THETA, sp.pi - eps),
        first,
        "substitution",
        r"$\cos\theta_1$; as $\theta_0 = \pi - \varepsilon$, the factor $1 - \theta_0/\pi$ is "
        r"$\varepsilon/\pi$.",
    )
    for what, said, thirds in (
        (first, r"\cos\theta_1", (0, 0, 2)),
        (kernel, r"\Theta_1", (-1, 0, 5)),
    ):
        for n, value in enumerate(thirds, start=1):
            yield Step(
                sp.Subs(sp.Derivative(what, (eps, n)), eps, 0),
                sp.Integer(value) / sp.pi,
                "Taylor coefficients",
                rf"Derivative {n} of ${said}$ at $\varepsilon = 0$, where it is 0.",
            )


def _further_layers() -> Iterator[Step]:
    eps, value, slope, cubic = _EPS.symbol, _VALUE.symbol, _SLOPE.symbol, _CUBIC.symbol
    step, grown = _STEP.symbol, _GROWN.symbol
    below = value - slope * eps + cubic * eps**3
    factor = step + _STEP_SLOPE.symbol * grown * eps**3
    following = below * factor + _NEXT.symbol + step * grown * eps**3
    values = (
        (r"$C_{h+1}$", value * step + _NEXT.symbol),
        (r"$-b_{h+1}$", -slope * step),
        (r"$0$", sp.Integer(0)),
        (r"$d_{h+1}$", cubic * step + value * _STEP_SLOPE.symbol * grown + step * grown),
    )
    for n, (name, coefficient) in enumerate(values):
        yield Step(
            sp.Subs(sp.Derivative(following, (eps, n)) if n else following, eps, 0),
            product(sp.factorial(n), coefficient),
            "induction",
            rf"With $\cos\theta_h = s_h + g_h \varepsilon^3$ up to higher powers, "
            rf"$\cos\theta_{{h+1}} = s_{{h+1}} + \kappa g_h \varepsilon^3$, for $k_1' = k_0$.  The "
            rf"coefficient of $\varepsilon^{n}$ in $\Theta_{{h+1}}$ is {name}.",
        )


def _signs() -> Iterator[Step]:
    x = _EXCESS.symbol
    yield Step(
        1 - product(1 / sp.pi, sp.pi / 2 - x) - sp.Rational(1, 2),
        nonnegative(x / sp.pi),
        "sign",
        r"$s_1 = 0$ and $s_{h+1} = k_1(s_h) > 0$, so $k_0(s_h) \ge \frac12$ and $b = \frac1\pi "
        r"\prod_{h=1}^{L-1} k_0(s_h) \ge 2^{1-L}/\pi > 0$.",
    )
    further = DEPTH - 1
    yield Step(
        product(DEPTH, DEPTH + 1) / (2 * sp.pi) - 1 / sp.pi,
        nonnegative(further * (further + 3) / (2 * sp.pi)),
        "sign",
        r"$a \ge 1/\pi \ge b$; for $L \ge 2$ both inequalities are strict, as $k_0(0) = \frac12$.",
    )
