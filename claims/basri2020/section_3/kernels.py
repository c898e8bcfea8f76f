"""Section 3, equation (5) and the arc-cosine expectations of the deep kernel."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_3.model import step_integral
from freqbias.claims.checks import Derived, combine, compare, identity
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite, Integers
from freqbias.claims.evidence import Evidence
from freqbias.claims.parameters import cosines, frequencies
from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.derivations.parity import odd_part_is_linear
from freqbias.theory.arccosine import THETA, expectation, radial_integral
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.gradients import two_layer

__all__ = ["CLAIMS"]

_COSINE = sp.Symbol("u", real=True)
_CORRELATION = sp.Symbol("rho", real=True)


def _five(factor: sp.Expr) -> sp.Expr:
    return (_COSINE + 1) * (sp.pi - sp.acos(_COSINE)) * factor / sp.pi


def _first_layer(input_scale: sp.Expr) -> Check:
    def derive(context: Context) -> Derived:
        context.rely_on(gaussian_expectation(0, 0))
        context.cite("rotation invariance of the Gaussian")
        angle = {THETA: sp.acos(_COSINE)}
        independent = input_scale**2 * (_COSINE + 1) * step_integral() / (2 * sp.pi)
        return Derived(
            two_layer("Wb", input_scale=input_scale).subs(angle), independent.subs(angle)
        )

    return identity(derive, (cosines(_COSINE),))


def _gaussian(degree: int) -> Check:
    def derive(context: Context) -> Derived:
        context.rely_on(gaussian_expectation(degree, degree))
        phi = sp.Symbol("phi", real=True)
        angle = {THETA: sp.acos(_CORRELATION)}
        integrand = (sp.cos(phi) * sp.cos(phi - THETA)) ** degree
        angular = sp.Integral(integrand, (phi, THETA - sp.pi / 2, sp.pi / 2)).subs(angle)
        closed = expectation(degree, degree).expression(THETA).subs(angle)
        return Derived(closed, radial_integral(2 * degree + 1) * angular / (2 * sp.pi))

    return identity(derive, (cosines(_CORRELATION),))


@dataclass(frozen=True)
class VanishingCoefficients:
    """``khat_m = 0`` for these kernels and frequencies."""

    kernels: tuple[str, ...]
    frequencies: Integers

    @property
    def domain(self) -> dict[str, Finite | Integers]:
        """Kernel and frequency."""
        return {"kernel": Finite(self.kernels), FREQUENCY.name: self.frequencies}

    def __str__(self) -> str:
        return f"khat_m = 0 for m in {self.frequencies}, kernels {', '.join(self.kernels)}"

    def _latex(self, _: object) -> str:
        return rf"\hat k_m = 0, \quad m \in \{self.frequencies}"


def _vanishing(context: Context, statement: VanishingCoefficients) -> Evidence:
    context.rely_on(odd_part_is_linear())
    context.cite("convolution theorem")
    found = []
    for name in statement.kernels:
        kernel = context.kernel(name)
        start, step = statement.frequencies.start, statement.frequencies.step
        chart = frequencies(FREQUENCY, start, step).labelled(kernel=name)
        integrand = 2 * kernel.expression * sp.cos(FREQUENCY * THETA)
        independent = sp.Integral(integrand, (THETA, 0, sp.pi))
        found.append(compare(context, kernel.fourier().piecewise, independent, (chart,)))
    return combine(context, found)


_RELU = (_CORRELATION * (sp.pi - sp.acos(_CORRELATION)) + sp.sqrt(1 - _CORRELATION**2)) / (
    2 * sp.pi
)
_STEP = (sp.pi - sp.acos(_CORRELATION)) / (2 * sp.pi)
_COSINES = cosines(_COSINE).box
_CORRELATIONS = cosines(_CORRELATION).box
_WITHOUT_BIAS = VanishingCoefficients(("first_layer", "both_layers"), Integers(3, 2))
_FIVE_CONTROLS = (
    Control("factor 1", _five(sp.Integer(1))),
    Control("factor 1/3", _five(sp.Rational(1, 3))),
    Control("bias dropped", _COSINE * (sp.pi - sp.acos(_COSINE)) / (2 * sp.pi)),
)
_VANISHING_CONTROLS = tuple(
    Control(name, variant, variant.domain)
    for name, variant in (
        ("even frequencies", VanishingCoefficients(("first_layer", "both_layers"), Integers(2, 2))),
        ("odd frequencies with 1", VanishingCoefficients(("first_layer",), Integers(1, 2))),
        ("with bias", VanishingCoefficients(("first_layer_bias",), Integers(3, 2))),
        ("both layers with bias", VanishingCoefficients(("both_layers_bias",), Integers(3, 2))),
    )
)

CLAIMS = (
    Claim(
        "basri2020.eq5.printed",
        at("section 3, (5), as printed"),
        Kind.IDENTITY,
        "The first-layer kernel of (1)-(2) with b = 0 and unit inputs is "
        "(u + 1)(pi - arccos u)/(4 pi).",
        _five(sp.Rational(1, 4)),
        _COSINES,
        _first_layer(sp.Integer(1)),
        _FIVE_CONTROLS,
        ("W, b trained", "b_r = 0 at initialisation", "abs(x) = 1"),
        correction="basri2020.eq5.derived",
        quantity="k(u)",
    ),
    Claim(
        "basri2020.eq5.derived",
        at("section 3, (5), as derived from (1)-(2)"),
        Kind.IDENTITY,
        "The first-layer kernel of (1)-(2) with b = 0 and unit inputs is "
        "(u + 1)(pi - arccos u)/(2 pi).",
        _five(sp.Rational(1, 2)),
        _COSINES,
        _first_layer(sp.Integer(1)),
        (*_FIVE_CONTROLS, Control("factor 1/4 as printed", _five(sp.Rational(1, 4)))),
        ("W, b trained", "b_r = 0 at initialisation", "abs(x) = 1"),
        quantity="k(u)",
        derivation="kernel.first_layer_bias_unscaled",
    ),
    Claim(
        "basri2020.eq5.rescaled-inputs",
        at("section 3, (5), for inputs (x, 1)/sqrt 2"),
        Kind.IDENTITY,
        "The printed kernel (u + 1)(pi - arccos u)/(4 pi) is the one for inputs (x, 1)/sqrt 2.",
        _five(sp.Rational(1, 4)),
        _COSINES,
        _first_layer(1 / sp.sqrt(2)),
        (*_FIVE_CONTROLS, Control("factor 1/2", _five(sp.Rational(1, 2)))),
        ("W, b trained", "b_r = 0 at initialisation", "abs(x) = 1"),
        quantity="k(u)",
        derivation="kernel.first_layer_bias",
    ),
    Claim(
        "basri2020.bias.needed",
        at("section 3, below (5)"),
        Kind.IDENTITY,
        "Without bias the coefficients of the two-layer kernels vanish at every odd frequency but 1, "
        "and the network cannot express those frequencies: its odd part is linear.",
        _WITHOUT_BIAS,
        _WITHOUT_BIAS.domain,
        _vanishing,
        _VANISHING_CONTROLS,
        derivation="parity.odd-part",
    ),
    Claim(
        "basri2020.arccos.relu",
        at("section 3, below (6), E[relu relu]"),
        Kind.IDENTITY,
        "E[relu(u) relu(v)] = (rho (pi - arccos rho) + sqrt(1 - rho^2))/(2 pi).",
        _RELU,
        _CORRELATIONS,
        _gaussian(1),
        (
            Control("factor 1/pi", 2 * _RELU),
            Control("sign of the root", _RELU - sp.sqrt(1 - _CORRELATION**2) / sp.pi),
            Control("arccos not subtracted", _RELU.subs(sp.acos(_CORRELATION), 0)),
        ),
        ("u, v jointly Gaussian, variance 1, correlation rho",),
        quantity="E[relu(u) relu(v)]",
        derivation="arccosine.11",
    ),
    Claim(
        "basri2020.arccos.step",
        at("section 3, below (6), E[step step] as printed"),
        Kind.IDENTITY,
        "E[step(u) step(v)] = rho (pi - arccos rho)/(2 pi).",
        _CORRELATION * _STEP,
        _CORRELATIONS,
        _gaussian(0),
        (
            Control("rho squared", _CORRELATION**2 * _STEP),
            Control("factor 1/pi", 2 * _STEP),
            Control("arccos not subtracted", sp.acos(_CORRELATION) / (2 * sp.pi)),
        ),
        ("u, v jointly Gaussian, variance 1, correlation rho",),
        correction="basri2020.arccos.step.corrected",
        quantity="E[step(u) step(v)]",
    ),
    Claim(
        "basri2020.arccos.step.corrected",
        at("section 3, below (6), E[step step] without the factor rho"),
        Kind.IDENTITY,
        "E[step(u) step(v)] = (pi - arccos rho)/(2 pi).",
        _STEP,
        _CORRELATIONS,
        _gaussian(0),
        (
            Control("extra factor rho", _CORRELATION * _STEP),
            Control("factor 1/pi", 2 * _STEP),
            Control("arccos not subtracted", sp.acos(_CORRELATION) / (2 * sp.pi)),
        ),
        ("u, v jointly Gaussian, variance 1, correlation rho",),
        quantity="E[step(u) step(v)]",
        derivation="arccosine.00",
    ),
)
