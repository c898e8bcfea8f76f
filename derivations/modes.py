"""The general solution on an arc where p and pbar are constant, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import reciprocal
from freqbias.theory.distribution import DERIVATIVE, annihilator
from freqbias.theory.folding import Half, folded, half_circle_system
from freqbias.theory.inverse_symbol import InverseParity, inverse_symbol
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, Symbol, components, modes

__all__ = ["arc_modes", "arc_operator", "dispersion_by_symbols"]

_T, _KAPPA = sp.Symbol("t", real=True), sp.Symbol("kappa")

_ARC_SYMBOLS = (
    Notation(_T, "t", r"argument of the folded kernel, $0 \le t \le \pi$"),
    reciprocal(NU),
    Notation(SIGMA, r"\sigma", r"$(p(x) + p(x + \pi))/2$ on the arc"),
    Notation(DELTA, r"\delta", r"$(p(x) - p(x + \pi))/2$ on the arc"),
    Notation(DERIVATIVE, "D", r"derivative $d/dx$; its powers stand for higher ones"),
    Notation(_KAPPA, r"\kappa", r"exponent of a mode $e^{\kappa x}$"),
    Notation(SQUARE, "s", r"square of an exponent, $\kappa^2$"),
)


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
    halves, found = half_circle_system(kernel).halves, modes(kernel)
    parts = zip(halves, (found.even, found.odd), strict=True)
    return Derivation(
        "modes.arc",
        r"Eigenfunctions on an arc where $p(x)$ and $p(x + \pi)$ are constant",
        (
            *(step for half in halves for step in _system(kernel, half)),
            _characteristic(kernel),
            *(_resolvent(half, symbol) for half, symbol in parts if any(half.jump)),
            _coupling(kernel),
            _second_route(kernel),
        ),
        _ARC_SYMBOLS,
    )


def _generator(kernel: Kernel) -> sp.Matrix:
    system = half_circle_system(kernel)
    size = system.unknowns
    return system.generator(NU, SIGMA, DELTA)[:size, :size]


def _resonant(half: Half) -> Any:
    return half.generator.charpoly(DERIVATIVE).as_expr() if half.gain.rows else sp.Integer(1)


def _system(kernel: Kernel, half: Half) -> Iterator[Step]:
    """``y' = M y + J h`` for one half: the kernel's equation, and what the ends contribute."""
    profile = folded(kernel.profile, half.sign)
    derivatives = [profile]
    while len(derivatives) < half.order:
        derivatives.append(derivatives[-1].derivative())
    terms = annihilator(profile).terms()
    yield Step(
        sp.Add(*(c * sp.Derivative(profile.expression(_T), (_T, n)) for (n,), c in terms)),
        sp.Integer(0),
        "differentiation",
        rf"$L(D)$ annihilates $k_\varepsilon(t) = k(t) + \varepsilon k(\pi - t)$, $\varepsilon = "
        rf"{half.sign}$; so $K = (k_\varepsilon, k_\varepsilon', \dots)$ obeys $K' = M K$ with the "
        r"companion matrix $M$ of $L$.",
    )
    start, end = (sp.ImmutableMatrix([d.at(x) for d in derivatives]) for x in (0, sp.pi))
    yield Step(
        sp.MatAdd(start, -half.sign * end, evaluate=False),
        sp.ImmutableMatrix(half.jump),
        "fundamental theorem of calculus",
        r"$J = K(0) - \varepsilon K(\pi)$: as $h(x + \pi) = \varepsilon h(x)$, the vector "
        r"$y(x) = \int_0^\pi K(t) h(x - t)\,dt$ has $y' = M y + J h$.  On the arc $h_{\pm} = \nu "
        r"(\sigma y_{\pm} + \delta y_{\mp})$ in first components, which makes one system $y' = G y$.",
    )


def _characteristic(kernel: Kernel) -> Step:
    generator = _generator(kernel)
    resonant = sp.Mul(*(_resonant(half) for half in half_circle_system(kernel).halves))
    cubic = modes(kernel).dispersion.as_expr().subs(SQUARE, DERIVATIVE**2)
    return Step(
        sp.Determinant(sp.ImmutableMatrix(DERIVATIVE * sp.eye(generator.rows) - generator)),
        resonant * cubic,
        "characteristic polynomial",
        r"The characteristic polynomial $\chi$ of $G$ at $D$: resonant frequencies, and $Q(D^2)$ with "
        r"the dispersion polynomial $Q$.  By Cayley and Hamilton $\chi(D) y = 0$, hence $\chi(D) f = "
        r"0$ for $f = \frac{\nu}{2} (y_+ + y_-)$ in first components.",
    )


def _resolvent(half: Half, symbol: Symbol) -> Step:
    """``(kappa - M) Y = L J`` with Y_0 = N, the symbol N/L as a function of kappa^2."""
    first, source = symbol.numerator.as_expr(), symbol.denominator.as_expr()
    parts = components(list(half.jump), SQUARE, first, source)
    state = sp.Matrix([part * (_KAPPA if j % 2 else 1) for j, part in enumerate(parts)])
    square = {SQUARE: _KAPPA**2}
    return Step(
        sp.MatMul(
            sp.ImmutableMatrix(_KAPPA * sp.eye(half.order) - half.matrix),
            sp.ImmutableMatrix(state.subs(square).applyfunc(sp.factor)),
            evaluate=False,
        ),
        sp.ImmutableMatrix((source * half.jump).subs(square).applyfunc(sp.factor)),
        "resolvent",
        rf"A state for $\varepsilon = {half.sign}$: $(\kappa - M) Y = L J$ with $Y_0 = N$, so "
        r"that $u Y e^{\kappa x}$ solves $y' = M y + J h$ with $h = u L e^{\kappa x}$, $u$ constant.",
    )


def _coupling(kernel: Kernel) -> Step:
    """Both halves together: (L_+ - nu sigma N_+) u_+ - nu delta N_- u_- with the u that solve one."""
    found = modes(kernel)
    halves = (found.even, found.odd)
    (n0, d0), (n1, d1) = ((h.numerator.as_expr(), h.denominator.as_expr()) for h in halves)
    own, leak = d1 - NU * SIGMA * n1, NU * DELTA * n0
    return Step(
        (d0 - NU * SIGMA * n0) * own - NU * DELTA * n1 * leak,
        found.dispersion.as_expr(),
        "elimination",
        r"$h_{\pm} = \nu (\sigma y_{\pm} + \delta y_{\mp})$ says $(L_{\pm} - \nu \sigma N_{\pm}) "
        r"u_{\pm} = \nu \delta N_{\mp} u_{\mp}$.  With $u_+ = L_- - \nu \sigma N_-$ and $u_- = \nu "
        r"\delta N_+$ one holds; the defect of the other is $Q$.  So $e^{\kappa x}$ is a mode for "
        r"every root $\kappa^2$ of $Q$.",
    )


def _second_route(kernel: Kernel) -> Step:
    """The dispersion polynomial again, from the inverse symbol, up to its denominators."""
    cubic, other = modes(kernel).dispersion.as_expr(), dispersion_by_symbols(kernel)
    numerator, denominator = sp.fraction(sp.cancel(sp.together(other)))
    scale = sp.cancel(sp.LC(numerator, SQUARE) / sp.LC(cubic, SQUARE))
    return Step(
        other,
        scale * cubic / denominator,
        "inverse symbol",
        r"Again from $1/\hat k(D) f = \nu p f$, folded: constant $p(x)$ and $p(x + \pi)$ leave a "
        r"determinant of order 2 in $s = D^2$, a multiple of $Q$.",
    )
