"""The half-circle system of a kernel and the dispersion polynomial of an arc, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.distribution import JETS, appearing
from freqbias.derivations.fourier import EVEN, ODD, PARITIES
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import F_BAR, P_BAR, F, P
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.folding import folded
from freqbias.theory.fourier import FREQUENCY, primitive
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, Symbol, modes

__all__ = ["EXPONENT", "VALUES", "determinant", "half_circle"]

_NEAR, _FAR, _HERE, _THERE = sp.symbols("k_near k_far g gbar", real=True)
_COEFFICIENT = sp.Symbol("khat_m", real=True)
_PARTS = {
    1: sp.symbols("(F_+)_m (h_+)_m", real=True),
    -1: sp.symbols("(F_-)_m (h_-)_m", real=True),
}
_MEAN, _DIFFERENCE = (P[0] + P_BAR[0]) / 2, (P[0] - P_BAR[0]) / 2
VALUES = tuple(notation for notation in JETS if notation.symbol in (F[0], P[0], F_BAR[0], P_BAR[0]))
EXPONENT = (
    Notation(SQUARE, "s", r"the square of an exponent: $D^2$ on $e^{\pm \sqrt{s}\,x}$"),
    Notation(NU, r"\nu", r"the reciprocal $1/\lambda$ of the eigenvalue"),
)


@lru_cache
def half_circle(kernel: Kernel = first_layer_bias) -> Derivation:
    r"""``L_s(D^2) F_s = nu N_s(D^2) h_s + ...`` on [0, pi), and Q(D^2) f = 0 but for what is resonant.

    With F_s = f + s fbar, h_s = p f + s pbar fbar, s = +-1; the polynomial Q of degree up to 3 in D^2
    and the sum and product of its roots.

    :param kernel: one whose profile is an exponential polynomial.

    >>> half_circle().require()
    """
    steps = (
        *(_split(sign) for sign in (1, -1)),
        *(step for sign in (1, -1) for step in _folded(kernel, sign)),
        *(step for m in (EVEN, ODD) for step in _symbol(kernel, m)),
        *_dispersion(kernel),
    )
    notations = (
        *VALUES,
        Notation(_NEAR, "k", r"the kernel at the distance $|x - z|$"),
        Notation(_FAR, r"\bar k", r"the kernel at the distance $\pi - |x - z|$"),
        Notation(_HERE, "g", r"$p f$ at $z$, $0 \leq z < \pi$"),
        Notation(_THERE, r"\bar g", r"$p f$ at $z + \pi$"),
        ANGLE,
        *(
            Notation(symbol, symbol.name, "a Fourier coefficient in $x$ at a frequency $m$")
            for pair in _PARTS.values()
            for symbol in pair
        ),
        Notation(_COEFFICIENT, r"\hat k_m", "the Fourier coefficient of the kernel"),
        *PARITIES,
        *EXPONENT,
        *(Notation(r, r.name, "a root of the dispersion polynomial") for r in _roots(kernel)),
    )
    return Derivation(
        f"folding.{kernel.name}",
        f"The half-circle system of the {spoken(kernel)}",
        steps,
        appearing(steps, notations),
    )


def _split(sign: int) -> Step:
    name = "+" if sign == 1 else "-"
    sums = [total(F[0], s * F_BAR[0]) for s in (sign, -sign)]
    return Step(
        P[0] * F[0] + sign * P_BAR[0] * F_BAR[0],
        total(product(_MEAN, sums[0]), product(_DIFFERENCE, sums[1])),
        "half turn",
        rf"$h_{name} = \sigma F_{name} + \delta F_{{{'-' if sign == 1 else '+'}}}$ with $F_\pm = f "
        r"\pm \bar f$, $\sigma = (p + \bar p)/2$ and $\delta = (p - \bar p)/2$.",
    )


def _folded(kernel: Kernel, sign: int) -> Iterator[Step]:
    name = "+" if sign == 1 else "-"
    opposite = total(product(_FAR, _HERE), product(_NEAR, _THERE))
    yield Step(
        total(product(_NEAR, _HERE), product(_FAR, _THERE), product(sign, opposite)),
        product(_NEAR + sign * _FAR, _HERE + sign * _THERE),
        "folding",
        rf"The integrand of $T f(x) {name} T f(x + \pi)$ at $z$ and $z + \pi$ together, so "
        rf"$F_{name}(x) = \nu \int_0^\pi k_{name}(|x - z|)\, h_{name}(z)\,dz$.",
    )
    yield Step(
        total(kernel.expression, product(sign, kernel.expression.subs(THETA, sp.pi - THETA))),
        folded(kernel.profile, sign).expression(THETA),
        "folded kernel",
        rf"$k_{name}(\theta) = k(\theta) {name} k(\pi - \theta)$.",
    )
    part, source = _PARTS[sign]
    yield Step(
        part,
        NU * _COEFFICIENT * source,
        "cited: convolution theorem",
        rf"Continued by $F_{name}(x + \pi) = {name} F_{name}(x)$, likewise $h_{name}$, this is the "
        f"convolution with $k$ on the circle, and only {'even' if sign == 1 else 'odd'} $m$ occur.",
    )


def _half(kernel: Kernel, m: Any) -> Symbol:
    return modes(kernel).odd if m.is_odd else modes(kernel).even


def _symbol(kernel: Kernel, m: Any) -> Iterator[Step]:
    """``N_s/L_s`` at ``D = i m`` is khat_m, and what the exceptional frequencies add."""
    half, khat, name = _half(kernel, m), kernel.fourier(), "-" if m.is_odd else "+"
    numerator, denominator = (
        polynomial.as_expr() for polynomial in (half.numerator, half.denominator)
    )
    formula = (khat.odd if m.is_odd else khat.even).subs(FREQUENCY, m)
    says = (
        f"$L_{name}(s) = {sp.latex(denominator)}$ and $N_{name}(s) = {sp.latex(numerator)}$, so "
        rf"$L_{name}(D^2) F_{name} = \nu N_{name}(D^2) h_{name}$ up to a sum over the exceptional "
        "frequencies."
    )
    if formula == 0:
        yield _absent(kernel, m, says)
    else:
        yield Step(
            product(sp.factor(denominator.subs(SQUARE, -(m**2))), formula),
            sp.factor(numerator.subs(SQUARE, -(m**2))),
            "Fourier coefficients",
            rf"$L_{name}(-m^2)\,\hat k_m = N_{name}(-m^2)$ for $m = m_{name}$ with {says}",
        )
    for at in (at for at in sorted(khat.exceptional) if at % 2 == m.is_odd):
        parts = (product(denominator.subs(SQUARE, -(at**2)), khat(at)), -numerator)
        rest = total(parts[0], parts[1].subs(SQUARE, -(at**2)))
        yield Step(
            rest,
            canonical(rest.doit(integrals=False)),
            "exception",
            rf"At $m = {at}$ the two differ: the right side gains this times $\nu$ times the part "
            f"of frequency ${at}$ of $h_{name}$.",
        )


def _absent(kernel: Kernel, m: Any, says: str) -> Step:
    """Where no khat_m but exceptional ones is other than 0: by its integral."""
    antiderivative = primitive(kernel.profile, THETA, m)
    end, start = (sp.Subs(antiderivative, THETA, at) for at in (sp.pi, 0))
    return Step(
        total(end, -start),
        sp.Integer(0),
        "Fourier coefficients",
        rf"$\hat k_m$ for $m = m_{'-' if m.is_odd else '+'}$ but the exceptions, by an "
        f"antiderivative.  Here {says}",
    )


def _dispersion(kernel: Kernel) -> Iterator[Step]:
    """Q from the 2 x 2 system of F_+ and F_-, and its roots' sum and product."""
    found = modes(kernel)
    diagonal = (determinant(half, NU * _MEAN) for half in (found.even, found.odd))
    leak = (NU * _DIFFERENCE) ** 2 * found.even.numerator.as_expr() * found.odd.numerator.as_expr()
    densities = {SIGMA: _MEAN, DELTA: _DIFFERENCE}
    cubic = sp.Poly(found.dispersion.as_expr().subs(densities), SQUARE)
    coefficients = [sp.factor(c) for c in cubic.all_coeffs()]
    roots = _roots(kernel)
    yield Step(
        total(product(*diagonal), -leak),
        sp.Add(*(c * SQUARE ** (len(roots) - k) for k, c in enumerate(coefficients))),
        "determinant",
        r"Where $p$ and $\bar p$ are constant, $e^{\kappa x}$ with $\kappa^2 = s$ solves $(L_\pm - "
        r"\nu \sigma N_\pm) F_\pm = \nu \delta N_\pm F_\mp$ iff this determinant $Q(s)$ is $0$.",
    )
    yield Step(
        sp.expand(sp.Mul(*(SQUARE - root for root in roots))),
        product(*(SQUARE - root for root in roots)),
        "expansion",
        "The coefficients of a polynomial by its roots: the next two lines are minus the second, "
        f"and $(-1)^{len(roots)}$ times the last, of $Q$, divided by its first.",
    )
    values = (-coefficients[1], (-1) ** len(roots) * coefficients[-1])
    for value, what in zip(values, ("sum", "product"), strict=True):
        yield Step(
            product(value, 1 / coefficients[0]),
            sp.expand(value / coefficients[0]),
            what,
            f"The {what} of the roots of $Q$.",
        )


def determinant(half: Symbol, scaled: Any) -> Any:
    """``L - nu p N`` for one half, ``nu p`` as given."""
    numerator, denominator = half.numerator.as_expr(), half.denominator.as_expr()
    return total(sp.factor(denominator), product(scaled, sp.factor(-numerator)))


def _roots(kernel: Kernel) -> tuple[Any, ...]:
    degree = modes(kernel).dispersion.degree()
    return tuple(sp.symbols(f"s_1:{degree + 1}"))
