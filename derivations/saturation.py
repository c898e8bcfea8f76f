"""How the time depends on the error for a fixed frequency: like a power, not like a logarithm.

``r(t) = e^{-t T} g``, ``g = T h``, ``h = g/(khat p)``, which jumps where p does and g is not 0.  Norms
without index are those of L2(p).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.hill import two_sided
from freqbias.derivations.rates import source_form
from freqbias.derivations.windows import border, convex, slope, trapezoid
from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import flow_factor, power_bound

__all__ = ["no_logarithm", "power"]

_T, _KHAT, _RATE, _LEAST, _KAPPA, _SIZE = sp.symbols("t khat lambda p* kappa y", positive=True)
_ROOM = sp.Symbol("d", nonnegative=True)


@lru_cache
def power(kernel: Kernel = first_layer_bias) -> Derivation:
    """``norm(r(t)) <= C t^(-5/4)``, explicitly: h is the sum of a rough part and one in H^1.

    >>> power().require()
    """
    width, pieces = sp.symbols("w l", positive=True)
    bounds = symbol_bounds(kernel)
    value = sp.Symbol("p_j", positive=True)
    x = sp.Symbol("x", real=True)
    rough = sp.sqrt(border(width) * pieces / _LEAST) / _KHAT
    slopes = (2 * pieces * slope(width) ** 2 + 2 * _KAPPA**2 * 2 * sp.pi) / (_LEAST * _KHAT) ** 2
    energy = bounds.slope * slopes + bounds.upper * 2 * sp.pi / (_LEAST * _KHAT) ** 2
    most = (_RATE * flow_factor(_RATE, _T)).subs(_RATE, 1 / _T)
    peak = sp.sqrt(sp.Rational(3, 2) / (sp.E * _T)) ** 3
    return Derivation(
        "rates.power",
        "The residual falls at least like t^(-5/4), with constants",
        (
            *two_sided(kernel).steps,
            *source_form(),
            *convex(sp.exp(x - 1) - x, x, 1, "x e^{-x} <= 1/e."),
            Step(
                (_RATE * flow_factor(_RATE, 2 * _T / 3)).subs(_RATE, 3 / (2 * _T)) ** 3,
                peak**2,
                "substitution",
                "Of lambda^3 e^{-2 lambda t}, whose root bounds T^(3/2) e^{-t T}.",
            ),
            *trapezoid(width),
            Step(
                value * (1 / (_KHAT * value)) ** 2 * border(width),
                (rough**2 / pieces).subs(_LEAST, value),
                "linearity",
                "p (h - y)^2 = p_j (g/(khat p_j))^2 (1 - w_j)^2 on R_j, and p_j >= p*.",
            ),
            Step(
                2 * (_SIZE**2 + _ROOM**2) - (_SIZE + _ROOM) ** 2,
                (_SIZE - _ROOM) ** 2,
                "factoring",
                "(w_j g)'^2 <= 2 w_j'^2 + 2 kappa^2 w_j^2: y = sum_j w_j g/(khat p_j) is in H^1, norm("
                "h - y)^2 <= 2 w l/(p* khat^2), integral y'^2 <= (4 l/w + 4 pi kappa^2)/(p* khat)^2.",
            ),
            Step(
                sp.Symbol("norm(T^(-1/2) y)^2"),
                sp.Symbol("(1/(2 pi)) sum_m abs(yhat_m)^2/khat_m"),
                "cited: spectral theorem",
                "T is B B* on L2(dx) up to the isometry f -> sqrt(p) f, B = sqrt(p) K^(1/2); y is "
                "K^(1/2) u, and norm((B B*)^(-1/2) B u) = norm(u).  By hill.bound 1/khat_m <= pi m^2 "
                "+ r0.",
            ),
            Step(
                (rough * most + peak * sp.sqrt(energy)).subs(width, 1 / sp.sqrt(_T)),
                power_bound(_T, _KAPPA, _KHAT, pieces, _LEAST, bounds.upper),
                "substitution",
                "norm(r) <= norm(h - y)/(e t) + sup lambda^(3/2) e^{-lambda t} norm(T^(-1/2) y), with "
                "flanks w = t^(-1/2).",
            ),
        ),
    )


@lru_cache
def no_logarithm(kernel: Kernel = first_layer_bias) -> Derivation:
    """If h jumps, ``norm(r(t)) = O(t^-b)`` is false for every b > 5/4.

    Then the time to an error delta is not ``O(delta^-a)`` for any a < 4/5, nor a power of a logarithm.

    >>> no_logarithm().require()
    """
    bounds: SymbolBounds = symbol_bounds(kernel)
    return Derivation(
        "rates.no-logarithm",
        "Where g/p jumps, the residual falls like t^(-5/4) and not faster",
        (
            *two_sided(kernel).steps,
            *source_form(),
            *_approach(),
            *_energy(bounds),
            *_jump(),
            *_slower_descent(),
        ),
    )


def _approach() -> Iterator[Step]:
    """``v(t) = e^{-t T} h``: distance of h from ``y = h - v``, and the energy of y."""
    b, s = sp.symbols("b s", positive=True)
    yield Step(
        -sp.diff(flow_factor(_RATE, _T), _T),
        _RATE * flow_factor(_RATE, _T),
        "differentiation",
        "r = T v = -v', so v(t) = integral_t^oo r, and norm(v) = O(t^(1 - b)) if norm(r) = O(t^-b), "
        "where 5/4 < b < 3/2; a larger b gives these too.",
    )
    yield Step(
        (s ** (1 - b)) * s ** sp.Rational(-1, 2),
        s ** (sp.Rational(1, 2) - b),
        "exponents",
        "T^(-1/2) r(s) = T^(1/2) e^{-s T/2} v(s/2), and lambda e^{-lambda s} <= 1/(e s).",
    )
    yield Step(
        sp.diff(s ** (sp.Rational(3, 2) - b) / (sp.Rational(3, 2) - b), s),
        s ** (sp.Rational(1, 2) - b),
        "antiderivative",
        "y = integral_0^t r has norm(T^(-1/2) y) = O(t^(3/2 - b)); up to s = 1 T^(1/2) v is bounded.",
    )
    yield Step(
        ((2 - 2 * b) + (3 - 2 * b)).subs(b, sp.Rational(5, 4) + s),
        -4 * s,
        "exponents",
        "norm(h - y)^2 norm(T^(-1/2) y)^2 = O(t^(5 - 4 b)), which tends to 0 for b > 5/4.",
    )


def _energy(bounds: SymbolBounds) -> Iterator[Step]:
    square = sp.Symbol("m^2", nonnegative=True)
    yield Step(
        bounds.slope * square + bounds.lower - bounds.slope * square,
        bounds.lower,
        "linearity",
        "By hill.bound s integral y'^2 dx <= norm(T^(-1/2) y)^2 - lower integral y^2 dx, and norm(y) "
        "<= norm(h); and p >= p*: with norm(h - y) the product of norm(h - y)_{L2(dx)}^2 and integral "
        "y'^2 dx tends to 0.",
    )


def _jump() -> Iterator[Step]:
    """A function that jumps by J is at least ``J^4/(256 L^2)`` from every y with ``norm(y') = L``."""
    jump, lipschitz, size, u = sp.symbols("J M L u", positive=True)
    reach = jump**2 / (32 * size**2)
    yield Step(
        sp.sqrt(2 * u * size**2).subs(u, reach),
        jump / 4,
        "substitution",
        "abs(y(x + u) - y(x - u)) <= sqrt(2 u) L <= J/4 for u <= J^2/(32 L^2).",
    )
    yield Step(
        (2 * lipschitz * u).subs(u, jump / (8 * lipschitz)),
        jump / 4,
        "substitution",
        "abs(h(x + u) - h(x - u)) >= J - 2 M u >= 3 J/4 for u <= J/(8 M), M a bound of h' near x.",
    )
    yield Step(
        (jump / 2) ** 2 * reach / 2,
        jump**4 / (256 * size**2),
        "integration",
        "Over 0 < u < J^2/(32 L^2), if that is below J/(8 M): 2 norm(h - y)_{L2(dx)}^2 >= (J/2)^2 "
        "J^2/(32 L^2).  So L^2 norm(h - y)^2 does not tend to 0; and if L stays bounded, norm(h - y) "
        "does not.",
    )


def _slower_descent() -> Iterator[Step]:
    """``1 - x >= e^{-2 x}`` on [0, 1/2]: a concave function that is >= 0 at both ends."""
    x = sp.Symbol("x", real=True)
    gap = 1 - x - flow_factor(x, 2)
    curvature = -sp.diff(gap, x, 2)
    yield Step(curvature, sp.Max(0, curvature), "sign", "1 - x - e^{-2 x} is concave.")
    yield Step(gap.subs(x, 0), sp.Integer(0), "substitution", "At 0.")
    end = gap.subs(x, sp.Rational(1, 2))
    yield Step(
        end,
        sp.Max(0, end),
        "sign",
        "At 1/2.  So N steps of size s leave at least what flow leaves after 2 s N, but for the "
        "finitely many eigenvalues with s lambda > 1/2, whose part falls exponentially: descent is "
        "O(N^-b) only if flow is O(t^-b).",
    )
