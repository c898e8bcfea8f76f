"""How the time depends on the error for a fixed frequency: like a power, not like a logarithm.

``r(t) = e^{-t T} g``, ``g = T gamma``, ``gamma = g/(khat p)``, which jumps where p does and g is not 0.
Norms without index are those of L2(p).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.hill import two_sided
from freqbias.derivations.notation import LEAST_DENSITY, merged
from freqbias.derivations.rates import FLOW, SOURCE, source_form
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.derivations.windows import WIDTH, WINDOWS, border, convex, slope, trapezoid
from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import flow_factor, power_bound

__all__ = ["no_logarithm", "power"]

_T, _KHAT, _RATE, _KAPPA = sp.symbols("t khat lambda kappa", positive=True)
_LEAST = LEAST_DENSITY[0].symbol
_VALUE, _B, _TAU, _EXCESS = sp.symbols("p_j b tau epsilon", positive=True)
_JUMP, _SLOPE, _SIZE, _U = sp.symbols("J M L u", positive=True)
_PIECES = sp.Symbol("l", integer=True, positive=True)
_FIRST, _SECOND = sp.symbols("A B", nonnegative=True)
_TOUCH = sp.Symbol("y", real=True)
_SQUARE = sp.Symbol("m^2", nonnegative=True)
_ENERGY, _SUM = map(sp.Symbol, ("norm(T^(-1/2) psi)^2", "(1/(2 pi)) sum_m abs(psihat_m)^2/khat_m"))
_COMMON = (*FLOW, *SOURCE, Notation(_TOUCH, "y", "any real number"))


@lru_cache
def power(kernel: Kernel = first_layer_bias) -> Derivation:
    """``norm(r(t)) <= C t^(-5/4)``, explicitly: gamma is the sum of a rough part and one in H^1.

    >>> power().require()
    """
    bounds, between = symbol_bounds(kernel), two_sided(kernel)
    return Derivation(
        "rates.power",
        r"The residual falls at least like $t^{-5/4}$, with constants",
        (*between.steps, *source_form(), *_peaks(), *trapezoid(), *_split(bounds)),
        merged(
            *_COMMON,
            *between.symbols,
            *LEAST_DENSITY,
            *WINDOWS,
            Notation(_VALUE, "p_j", "the density on the region $R_j$"),
            Notation(_PIECES, r"\ell", "the number of regions"),
            Notation(_FIRST, "A", "any number $\\geq 0$"),
            Notation(_SECOND, "B", "any number $\\geq 0$"),
            Notation(
                _ENERGY,
                r"\|T^{-1/2} \psi\|^2",
                r"the energy of $\psi = \sum_j \chi_j g/(\hat k p_j)$",
            ),
            Notation(
                _SUM,
                r"\textstyle\frac{1}{2 \pi} \sum_m |\hat \psi_m|^2/\hat k_m",
                r"with the Fourier coefficients of $\psi$",
            ),
        ),
    )


def _peaks() -> Iterator[Step]:
    yield from convex(sp.exp(_TOUCH - 1) - _TOUCH, _TOUCH, 1, r"$y e^{-y} \leq 1/e$.")
    yield Step(
        sp.Pow(sp.Subs(_RATE * flow_factor(_RATE, 2 * _T / 3), _RATE, 3 / (2 * _T)), 3),
        _peak() ** 2,
        "substitution",
        r"The largest value of $\lambda^3 e^{-2 \lambda t}$, whose root bounds $T^{3/2} e^{-t T}$.",
    )


def _peak() -> sp.Expr:
    """The largest ``lambda^(3/2) e^{-lambda t}``."""
    return sp.sqrt(sp.Rational(3, 2) / (sp.E * _T)) ** 3


def _split(bounds: SymbolBounds) -> Iterator[Step]:
    """``gamma = (gamma - psi) + psi``, psi in H^1."""
    rough = sp.sqrt(border(WIDTH) * _PIECES / _LEAST) / _KHAT
    slopes = (2 * _PIECES * slope(WIDTH) ** 2 + 2 * _KAPPA**2 * 2 * sp.pi) / (_LEAST * _KHAT) ** 2
    energy = bounds.slope * slopes + bounds.upper * 2 * sp.pi / (_LEAST * _KHAT) ** 2
    most = sp.Subs(_RATE * flow_factor(_RATE, _T), _RATE, 1 / _T)
    yield Step(
        product(_VALUE, sp.Pow(1 / (_KHAT * _VALUE), 2, evaluate=False), border(WIDTH)),
        sp.Subs(rough**2 / _PIECES, _LEAST, _VALUE),
        "linearity",
        r"For $\psi = \sum_j \chi_j g/(\hat k p_j)$: $p (\gamma - \psi)^2 = p_j (g/(\hat k p_j))^2 "
        r"(1 - \chi_j)^2$ on $R_j$, and $p_j \geq p_{\min}$, so $\|\gamma - \psi\|^2 \leq 2 \beta "
        r"\ell/(p_{\min} \hat k^2)$.",
    )
    yield Step(
        2 * (_FIRST**2 + _SECOND**2) - (_FIRST + _SECOND) ** 2,
        (_FIRST - _SECOND) ** 2,
        "factoring",
        r"So $(\chi_j g)'^2 \leq 2 \chi_j'^2 + 2 \kappa^2 \chi_j^2$: $\psi$ is in $H^1$, and $\int "
        r"\psi'^2\,dx \leq (4 \ell/\beta + 4 \pi \kappa^2)/(p_{\min} \hat k)^2$.",
    )
    yield Step(
        _ENERGY,
        _SUM,
        "cited: spectral theorem",
        r"$T$ is $S S^*$ on $L_2(dx)$ up to the isometry $f \mapsto \sqrt{p} f$, $S = \sqrt{p} "
        r"K^{1/2}$; $\psi$ is $K^{1/2} f$, and $\|(S S^*)^{-1/2} S f\| = \|f\|$.  By hill.bound "
        r"$1/\hat k_m \leq \pi m^2 + R_+$.",
    )
    yield Step(
        sp.Subs(rough * most + _peak() * sp.sqrt(energy), WIDTH, 1 / sp.sqrt(_T)),
        power_bound(_T, _KAPPA, _KHAT, _PIECES, _LEAST, bounds.upper),
        "substitution",
        r"$\|r(t)\| \leq \|\gamma - \psi\|/(e t) + \sup_\lambda \lambda^{3/2} e^{-\lambda "
        r"t}\,\|T^{-1/2} \psi\|$, with flanks of width $\beta = t^{-1/2}$.",
    )


@lru_cache
def no_logarithm(kernel: Kernel = first_layer_bias) -> Derivation:
    """If gamma jumps, ``norm(r(t)) = O(t^-b)`` is false for every b > 5/4.

    Then the time to an error delta is not ``O(delta^-a)`` for any a < 4/5, nor a power of a logarithm.

    >>> no_logarithm().require()
    """
    between = two_sided(kernel)
    return Derivation(
        "rates.no-logarithm",
        r"Where $g/p$ jumps, the residual falls like $t^{-5/4}$ and not faster",
        (
            *between.steps,
            *source_form(),
            *_approach(),
            *_energy(symbol_bounds(kernel)),
            *_jump(),
            *_slower_descent(),
        ),
        merged(
            *_COMMON,
            *between.symbols,
            Notation(_B, "b", r"an exponent with $\|r(t)\| = O(t^{-b})$"),
            Notation(_EXCESS, r"\varepsilon", "$b - 5/4$"),
            Notation(_TAU, r"\tau", "a time"),
            Notation(_SQUARE, "m^2", "the square of a frequency"),
            Notation(_JUMP, "J", r"the jump of $\gamma = g/(\hat k p)$ at a point $x$"),
            Notation(_SLOPE, "M", r"a bound of $|\gamma'|$ near $x$"),
            Notation(_SIZE, "L", r"$(\int w'^2\,dx)^{1/2}$, $w = \gamma - e^{-t T} \gamma$"),
            Notation(_U, "u", r"a distance from $x$"),
        ),
    )


def _approach() -> Iterator[Step]:
    """``v(t) = e^{-t T} gamma``: distance of gamma from ``w = gamma - v``, and the energy of w."""
    half, three_halves = sp.Rational(1, 2), sp.Rational(3, 2)
    yield Step(
        -sp.Derivative(flow_factor(_RATE, _T), _T),
        _RATE * flow_factor(_RATE, _T),
        "differentiation",
        r"Suppose $\|r(t)\| = O(t^{-b})$, $5/4 < b < 3/2$; a larger $b$ gives these too.  For "
        r"$v(t) = e^{-t T} \gamma$ it is $r = T v = -v'$, so $v(t) = \int_t^\infty r$ and $\|v\| = "
        "O(t^{1 - b})$.",
    )
    yield Step(
        product(_TAU ** (1 - _B), _TAU**-half),
        _TAU ** (half - _B),
        "exponents",
        r"$T^{-1/2} r(\tau) = T^{1/2} e^{-\tau T/2} v(\tau/2)$, and $\lambda e^{-\lambda \tau} "
        r"\leq 1/(e \tau)$: it is of this order.",
    )
    yield Step(
        sp.Derivative(_TAU ** (three_halves - _B) / (three_halves - _B), _TAU),
        _TAU ** (half - _B),
        "antiderivative",
        r"So $w = \gamma - v(t) = \int_0^t r$ has $\|T^{-1/2} w\| = O(t^{3/2 - b})$; up to $\tau = 1$ "
        "$T^{1/2} v$ is bounded.",
    )
    yield Step(
        sp.Subs((2 - 2 * _B) + (3 - 2 * _B), _B, sp.Rational(5, 4) + _EXCESS),
        -4 * _EXCESS,
        "exponents",
        r"$\|\gamma - w\|^2\,\|T^{-1/2} w\|^2 = O(t^{5 - 4 b})$, which tends to $0$ for $b = 5/4 + "
        r"\varepsilon$.",
    )


def _energy(bounds: SymbolBounds) -> Iterator[Step]:
    yield Step(
        total(bounds.slope * _SQUARE + bounds.lower, -bounds.slope * _SQUARE),
        bounds.lower,
        "linearity",
        r"By hill.bound $\pi \int w'^2\,dx \leq \|T^{-1/2} w\|^2 - R_- \int w^2\,dx$, and $\|w\| "
        r"\leq \|\gamma\|$; as $p \geq p_{\min}$ too, $\int (\gamma - w)^2\,dx$ times $\int "
        r"w'^2\,dx$ tends to $0$ as well.",
    )


def _jump() -> Iterator[Step]:
    """A function that jumps by J is at least ``J^4/(256 L^2)`` from every w with ``norm(w') = L``."""
    reach = _JUMP**2 / (32 * _SIZE**2)
    yield Step(
        sp.Subs(sp.sqrt(2 * _U * _SIZE**2), _U, reach),
        _JUMP / 4,
        "substitution",
        r"$|w(x + u) - w(x - u)| \leq \sqrt{2 u} L \leq J/4$ for $u \leq J^2/(32 L^2)$.",
    )
    yield Step(
        sp.Subs(2 * _SLOPE * _U, _U, _JUMP / (8 * _SLOPE)),
        _JUMP / 4,
        "substitution",
        r"$|\gamma(x + u) - \gamma(x - u)| \geq J - 2 M u \geq 3 J/4$ for $u \leq J/(8 M)$.",
    )
    yield Step(
        product(sp.Pow(_JUMP / 2, 2, evaluate=False), reach, sp.Rational(1, 2)),
        _JUMP**4 / (256 * _SIZE**2),
        "integration",
        "Over $0 < u < J^2/(32 L^2)$, if that is below $J/(8 M)$, the two differ by $J/2$ or "
        r"more, so $\int (\gamma - w)^2\,dx$ is at least this.  So $L^2 \int (\gamma - w)^2\,dx$ "
        r"does not tend to $0$; and if $L$ stays bounded, $\int (\gamma - w)^2\,dx$ does not: a "
        "contradiction.",
    )


def _slower_descent() -> Iterator[Step]:
    """``1 - x >= e^{-2 x}`` on [0, 1/2]: a concave function that is >= 0 at both ends."""
    gap = 1 - _TOUCH - flow_factor(_TOUCH, 2)
    yield Step(
        -sp.Derivative(gap, (_TOUCH, 2)),
        nonnegative(-sp.diff(gap, _TOUCH, 2)),
        "sign",
        r"$1 - y - e^{-2 y}$ is concave.",
    )
    yield Step(sp.Subs(gap, _TOUCH, 0), sp.Integer(0), "substitution", "It is $0$ at $0$.")
    half = sp.Rational(1, 2)
    yield Step(
        sp.Subs(gap, _TOUCH, half),
        nonnegative(gap.subs(_TOUCH, half)),
        "sign",
        r"So $1 - y \geq e^{-2 y}$ up to $y = 1/2$: $n$ steps of size $\eta$ leave at least what flow "
        r"leaves after $2 \eta n$, but for the finitely many eigenvalues with $\eta \lambda > 1/2$, "
        r"whose part falls exponentially: descent is $O(n^{-b})$ only if flow is $O(t^{-b})$.",
    )
