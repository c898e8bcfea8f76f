"""The leading-order theory and its error bounds, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ORDER, real, reciprocal
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import (
    STEP,
    SymbolBounds,
    nonnegative_form,
    regular_start,
    remainder,
    symbol_bounds,
)
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["two_sided"]

_NU = reciprocal(sp.Symbol("nu", positive=True))
_COUNT = real(
    "count", r"\#\{i : \lambda_i > 1/\nu\}", r"how many eigenvalues of $T$ exceed $1/\nu$"
)
_NEGATIVE = real(
    "n_-", r"n_-(a - \nu P)", r"the largest dimension of a space on which $a[f] < \nu P[f]$"
)
_HILL = real("h", "h[f]", r"$s \int |f'|^2\,dx$, the form of $-s D^2$")
_REST = real("R", "R[f]", r"$\sum_m R_m |f_m|^2$ with $R_m = 1/\hat k_m - s m^2$; $a = h + R$")
_MASS = real("P", "P[f]", r"$\int p |f|^2\,dx$")
_NORM = real("f^2", r"\|f\|^2", r"$\int |f|^2\,dx = \sum_m |f_m|^2$, as the $e_m$ are orthonormal")
_BELOW = real("N_upper", r"N(\nu p - R_+)", r"negative eigenvalues of $-s D^2 - (\nu p - R_+)$")
_ABOVE = real("N_lower", r"N(\nu p - R_-)", r"negative eigenvalues of $-s D^2 - (\nu p - R_-)$")
_STEP = Notation(STEP, "j", "a number, 0 or a positive integer")
_EVEN = real("N_even", r"n_-(a - \nu P)_0", r"the same on functions of period $\pi$")
_HERE = Notation(sp.Symbol("p", nonnegative=True), "p", "density at $x$")
_THERE = Notation(sp.Symbol("pbar", nonnegative=True), r"\bar p", r"density at $x + \pi$")
_SQUARE = Notation(sp.Symbol("|f|^2", nonnegative=True), "|f|^2", "the same at both, for even $f$")
_LEAST = Notation(
    sp.Symbol("p_min", positive=True), r"p_{\min}", "minimum of the density, positive"
)
_EXCESS = Notation(sp.Symbol("d", nonnegative=True), "d", r"$p - p_{\min}$ at a point")
_TRUE = real("1/lambda_n", r"1/\lambda_n", "the eigenvalues of $T$, inverted, in ascending order")
_LEADING = real("nu_n", r"\nu_n", r"eigenvalues of Hill's equation $-s f'' = \nu p f$, ascending")


def _tex(number: Any) -> str:
    return str(sp.latex(number))


def two_sided(kernel: Kernel = first_layer_bias) -> Derivation:
    """``N(nu p - upper) <= #{lambda_i > 1/nu} <= N(nu p - lower)``, and its form for each index.

    A statement ``x >= 0`` is written ``x = max(0, x)`` with x in a form that shows it.

    >>> two_sided().require()
    """
    bounds = symbol_bounds(kernel)
    common = (_NU, _COUNT, _NEGATIVE, _HILL, _REST, _MASS, _NORM, ORDER, _STEP, _BELOW, _ABOVE)
    folded, by_index = (_EVEN, _HERE, _THERE, _SQUARE), (_LEAST, _EXCESS, _LEADING, _TRUE)
    return Derivation(
        "hill.bound",
        "The spectrum of $T$ between those of two Hill equations",
        (
            _variational(),
            *_extremes(kernel, bounds),
            *_forms(bounds),
            *(_folding_steps(bounds) if bounds.even_only else _index_steps(bounds)),
        ),
        (*common, *(folded if bounds.even_only else by_index)),
    )


def _variational() -> Step:
    return Step(
        _COUNT.symbol,
        _NEGATIVE.symbol,
        "cited: min-max principle",
        r"Convolution with $k$ is $K e_m = \hat k_m e_m$.  $T$ has the spectrum of $K^{1/2} p K^{1/2}$ "
        r"but for 0, and $f = K^{1/2} g$ turns $\|g\|^2 - \nu \langle p f, f \rangle$ into $a[f] - \nu "
        r"P[f]$ with $a[f] = \sum_m |f_m|^2/\hat k_m$, on the domain of $h$ (where $\hat k_m = 0$ for "
        r"odd $m > 1$: on its even part and a finite sum).",
    )


def _extremes(kernel: Kernel, bounds: SymbolBounds) -> Iterator[Step]:
    """The remainder of the inverse symbol and both bounds, frequency by frequency."""
    khat = kernel.fourier()
    for parity in (0,) if bounds.even_only else (0, 1):
        formula, square = khat.parity(parity), bounds.slope * FREQUENCY**2
        rest = sp.cancel(1 / formula - square)
        yield Step(
            total(1 / formula, -square),
            sp.apart(rest, FREQUENCY),
            "partial fractions",
            rf"$R_m = 1/\hat k_m - s m^2$ for {'odd' if parity else 'even'} $m$, with $s = "
            rf"{_tex(bounds.slope)}$.  It is at least $R_- = {_tex(bounds.lower)}$ and at most $R_+ = "
            rf"{_tex(bounds.upper)}$:",
        )
        start = regular_start(khat, parity)
        gaps = (rest - bounds.lower, bounds.upper - rest)
        while any(nonnegative_form(gap, start) is None for gap in gaps):
            start += 2
        for m in range(parity, start, 2):
            yield from _by_value(remainder(khat, bounds.slope, m), m, bounds)
        later = rest.subs(FREQUENCY, start + 2 * STEP)
        sides = (total(later, -bounds.lower), total(bounds.upper, -later))
        for gap, side, name in zip(gaps, sides, _NAMES, strict=True):
            yield Step(
                side,
                nonnegative(nonnegative_form(gap, start)),
                "sign",
                rf"{name} at $m = {start} + 2 j$: no coefficient is negative.",
            )


_NAMES = ("$R_m - R_-$", "$R_+ - R_m$")


def _by_value(value: Any, m: int, bounds: SymbolBounds) -> Iterator[Step]:
    sides = (total(value, -bounds.lower), total(bounds.upper, -value))
    for side, name in zip(sides, _NAMES, strict=True):
        yield Step(
            side,
            nonnegative(sp.together(side.doit(integrals=False))),
            "sign",
            f"{name} at $m = {m}$.",
        )


def _forms(bounds: SymbolBounds) -> Iterator[Step]:
    """The form of T between two Hill forms, and so the counts."""
    hill, rest, mass, norm = (n.symbol for n in (_HILL, _REST, _MASS, _NORM))
    load = _NU.symbol * mass
    exact = hill + rest - load
    low, high = (hill + bound * norm - load for bound in (bounds.lower, bounds.upper))
    for above, below, name in ((exact, low, "R_m - R_-"), (high, exact, "R_+ - R_m")):
        yield Step(
            total(above, product(-1, below)),
            above - below,
            "linearity",
            rf"This is $\sum_m ({name}) |f_m|^2$, which by the bounds is not negative.",
        )
    count = _EVEN.symbol if bounds.even_only else _COUNT.symbol
    where = r" on functions of period $\pi$" if bounds.even_only else ""
    for gap in (_ABOVE.symbol - count, count - _BELOW.symbol):
        yield Step(
            gap,
            nonnegative(gap),
            "cited: min-max principle",
            f"Where a form is smaller it has at least as many negative squares{where}; those of "
            r"$h - \nu P + R_{\pm} \|f\|^2$ are counted by $N(\nu p - R_{\pm})$.",
        )


def _folding_steps(bounds: SymbolBounds) -> Iterator[Step]:
    here, there, square = (n.symbol for n in (_HERE, _THERE, _SQUARE))
    yield Step(
        here * square + there * square,
        product(2, (here + there) / 2, square),
        "linearity",
        r"On functions of period $\pi$, $P[f]$ over one turn is twice the integral of the folded "
        r"density $(p + \bar p)/2$ times $|f|^2$ over half a turn, and so is $h[f]$ twice its own.",
    )
    gaps = (_COUNT.symbol - _EVEN.symbol, _EVEN.symbol + bounds.extra - _COUNT.symbol)
    for gap in gaps:
        yield Step(
            gap,
            nonnegative(gap),
            "cited: min-max principle",
            f"A form restricted to a subspace of codimension {bounds.extra} gains no negative squares "
            "and loses at most that many.",
        )


def _index_steps(bounds: SymbolBounds) -> Iterator[Step]:
    least, excess = _LEAST.symbol, _EXCESS.symbol
    for constant, side in ((bounds.lower, 1), (bounds.upper, -1)):
        if side * constant > 0:
            continue
        yield Step(
            side * constant + product(-side * constant / least, least + excess),
            nonnegative(-side * constant * excess / least),
            "sign",
            r"$R_- - R_- p/p_{\min}$ with $p = p_{\min} + d$."
            if side == 1
            else r"$R_+ p/p_{\min} - R_+$.",
        )
        gap = side * (_TRUE.symbol - _LEADING.symbol - constant / least)
        yield Step(
            gap,
            nonnegative(gap),
            "cited: min-max principle",
            r"So $a[f]/P[f]$ is at least $h[f]/P[f] + R_-/p_{\min}$, and so are their min-max values."
            if side == 1
            else r"And at most $h[f]/P[f] + R_+/p_{\min}$.",
        )
