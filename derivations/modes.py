"""The general solution on an arc where p and pbar are constant, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.distribution import DERIVATIVE, annihilator
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.folding import Half, folded, half_circle_system
from freqbias.theory.inverse_symbol import InverseParity, inverse_symbol
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, components, modes

__all__ = ["arc_modes", "arc_operator", "dispersion_by_symbols", "no_regional_waves"]

_MARK = sp.Symbol("tau")  # keeps the components of a vector apart in one equation
_T = sp.Symbol("t", real=True)


def arc_operator(kernel: Kernel = first_layer_bias) -> sp.Poly:
    """The polynomial chi with ``chi(D) f = 0`` on arcs; in NU = 1/lambda, SIGMA, DELTA.

    The characteristic polynomial of the half-circle system, whose unknowns contain f and fbar.

    >>> sp.rem(arc_operator(), DERIVATIVE * (DERIVATIVE**2 + 1)) == 0
    True
    """
    polynomial: sp.Poly = _generator(kernel).charpoly(DERIVATIVE)
    return polynomial


def dispersion_by_symbols(kernel: Kernel = first_layer_bias) -> Any:
    """``(M_+(s) - nu sigma)(M_-(s) - nu sigma) - (nu delta)^2``, M_+- = 1/khat at m^2 = -s.

    The equation ``1/khat(D) f = nu p f`` of both parities with constant p and pbar; a second route to
    the squares s of the exponents, from the Fourier coefficients.

    :raises InputError: for kernels without an inverse symbol.
    """
    symbol = inverse_symbol(kernel)
    parts = [part for part in (symbol.even, symbol.odd) if isinstance(part, InverseParity)]
    even, odd = (
        -part.slope * SQUARE
        + part.constant
        + sp.Add(*(residue / (pole - SQUARE) for residue, pole in part.terms))
        for part in parts
    )
    return (even - NU * SIGMA) * (odd - NU * SIGMA) - (NU * DELTA) ** 2


@lru_cache
def arc_modes(kernel: Kernel = first_layer_bias) -> Derivation:
    """f is a sum of 1, cos x, sin x and ``e^{kappa x}``, ``kappa^2`` a root of the cubic, on every arc.

    :param kernel: one with an inverse symbol.

    >>> arc_modes().require()
    """
    chi = arc_operator(kernel).as_expr()
    cubic = modes(kernel).dispersion.as_expr().subs(SQUARE, DERIVATIVE**2)
    resonant = sp.Mul(*(_resonant(half) for half in half_circle_system(kernel).halves))
    return Derivation(
        "modes.arc",
        "Eigenfunctions on an arc where p and pbar are constant",
        (
            *(step for sign in (1, -1) for step in _system(kernel, sign)),
            Step(
                _annihilated(kernel, chi),
                sp.Integer(0),
                "linear algebra",
                "f = (nu/2)(y_+ + y_-) in first components, so f^(k) is a row times G^k y; those rows "
                "cancel in chi(D) f, chi the characteristic polynomial of G.",
            ),
            Step(
                chi,
                resonant * cubic,
                "factoring",
                "The resonant frequencies, and the roots of the dispersion polynomial Q(D^2).",
            ),
            _second_route(kernel),
            *_solving(kernel),
        ),
    )


def _generator(kernel: Kernel) -> sp.Matrix:
    system = half_circle_system(kernel)
    size = system.unknowns
    return system.generator(NU, SIGMA, DELTA)[:size, :size]


def _resonant(half: Half) -> Any:
    return half.generator.charpoly(DERIVATIVE).as_expr() if half.gain.rows else sp.Integer(1)


def _system(kernel: Kernel, sign: int) -> Iterator[Step]:
    """``y' = M y + J h`` for one half: the kernel's equation, and what the ends contribute."""
    half = half_circle_system(kernel).halves[0 if sign == 1 else 1]
    profile = folded(kernel.profile, sign)
    derivatives = [profile]
    while len(derivatives) <= half.order:
        derivatives.append(derivatives[-1].derivative())
    operator = annihilator(profile)
    yield Step(
        _applied(operator, derivatives),
        sp.Integer(0),
        "differentiation",
        f"L(D) annihilates k_s(t) = k(t) + s k(pi - t), s = {sign}; so K = (k_s, k_s', ...) obeys "
        "K' = M K with the companion matrix M of L.",
    )
    ends = (d.at(0) - sign * d.at(sp.pi) for d in derivatives[: half.order])
    yield Step(
        sp.Add(*(_MARK**j * value for j, value in enumerate(half.jump))),
        sp.Add(*(_MARK**j * value for j, value in enumerate(ends))),
        "fundamental theorem of calculus",
        "y(x) = int_0^pi K(t) h(x - t) dt with h(x + pi) = s h(x) has y' = M y + (K(0) - s K(pi)) h; "
        "coefficients of tau^j are components.",
    )


def _applied(operator: sp.Poly, derivatives: list[ExponentialPolynomial]) -> Any:
    terms = (value * derivatives[i].expression(_T) for (i,), value in operator.terms())
    return sp.Add(*terms)


def _annihilated(kernel: Kernel, chi: Any) -> Any:
    """``chi(D) (y_+ + y_-)``, first components, in the state y."""
    generator = _generator(kernel)
    row = sp.zeros(1, generator.rows)
    row[0, 0] = row[0, half_circle_system(kernel).halves[0].order] = 1
    total = sp.zeros(1, generator.rows)
    for value in reversed(sp.Poly(chi, DERIVATIVE).all_coeffs()):
        total += value * row
        row = (row * generator).applyfunc(sp.expand)
    return sp.expand(sum(entry * _MARK**j for j, entry in enumerate(total)))


def _second_route(kernel: Kernel) -> Step:
    """The dispersion polynomial again, from the inverse symbol, up to its denominators."""
    cubic, other = modes(kernel).dispersion.as_expr(), dispersion_by_symbols(kernel)
    numerator, denominator = sp.fraction(sp.cancel(sp.together(other)))
    scale = sp.cancel(sp.LC(numerator, SQUARE) / sp.LC(cubic, SQUARE))
    return Step(
        other,
        scale * cubic / denominator,
        "inverse symbol",
        "1/khat(D) f = nu p f, folded: constant p and pbar leave a 2 x 2 determinant in s = D^2.",
    )


def _solving(kernel: Kernel) -> Iterator[Step]:
    """Every root gives a solution: ``G Y - kappa Y`` is a multiple of Q(kappa^2)."""
    kappa = sp.Symbol("kappa")
    found, (even, odd) = modes(kernel), half_circle_system(kernel).halves
    (n0, d0), (n1, d1) = (
        (symbol.numerator.as_expr(), symbol.denominator.as_expr())
        for symbol in (found.even, found.odd)
    )
    u = (d1 - NU * SIGMA * n1, NU * DELTA * n0)
    state: list[Any] = []
    for half, first, source in ((even, n0 * u[0], d0 * u[0]), (odd, n1 * u[1], d1 * u[1])):
        parts = components(list(half.jump), SQUARE, first, source)
        state += [part * (kappa if j % 2 else 1) for j, part in enumerate(parts)]
    vector = sp.Matrix(state).subs(SQUARE, kappa**2)
    residual = _generator(kernel) * vector - kappa * vector
    cubic = sp.Poly(found.dispersion.as_expr().subs(SQUARE, kappa**2), kappa)
    rests = (sp.rem(sp.Poly(entry, kappa), cubic).as_expr() for entry in residual)
    yield Step(
        sp.Add(*(sp.cancel(rest) * _MARK**j for j, rest in enumerate(rests))),
        sp.Integer(0),
        "division with remainder",
        "The state Y e^{kappa x} of a mode with kappa^2 a root of Q solves y' = G y: the remainder of "
        "G Y - kappa Y by Q(kappa^2) vanishes in every component.",
    )


def no_regional_waves() -> Derivation:
    """``a cos(c Psi + b)`` with ``Psi' = r``, r > 0 constant on regions: what it says of all f.

    >>> no_regional_waves().require()
    """
    a, b, c, psi, rate, left, right = sp.symbols("a b c Psi_0 r x_0 x_1", real=True)
    x = sp.Symbol("x", real=True)
    wave = a * sp.cos(c * (psi + rate * x) + b)
    integral = a * sp.sin(c * (psi + rate * x) + b) / (c * rate)
    slope = sp.diff(wave, x)
    image, khat, phat = sp.symbols("(T1)_m khat_m phat_m")
    return Derivation(
        "modes.no-waves",
        "If every eigenfunction is one wave on each region, the density is uniform",
        (
            Step(
                sp.diff(integral, x),
                wave,
                "differentiation",
                "An antiderivative of f on a region, where r is constant; for c = 0 f is constant.",
            ),
            Step(
                -(c**2) * rate**2 * (integral.subs(x, right) - integral.subs(x, left)),
                slope.subs(x, right) - slope.subs(x, left),
                "fundamental theorem of calculus",
                "f = T f/lambda has a continuous derivative, for k is continuous and piecewise "
                "smooth, so over the circle the right sides add up to 0: c = 0 or int r^2 f dx = "
                "<r^2/p, f>_p = 0.",
            ),
            Step(
                sp.Symbol("<r^2/p, f>_p"),
                sp.Integer(0),
                "cited: spectral theorem",
                "T > 0, so the eigenfunctions are complete.  w = r^2/p is orthogonal to all but those "
                "with c = 0, the constants: so w is a multiple of 1, and 1 is an eigenfunction.",
            ),
            Step(
                image,
                khat * phat,
                "cited: convolution theorem",
                "T 1 is constant only if phat_m = 0 for all m != 0, so only for the uniform density.",
            ),
        ),
    )
