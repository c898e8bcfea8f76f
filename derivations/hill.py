"""The leading-order theory and its error bounds, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.hill.bounds import (
    STEP,
    SymbolBounds,
    nonnegative_form,
    regular_start,
    remainder,
    symbol_bounds,
)
from freqbias.theory.hill.discriminant import transfer, two_piece_discriminant
from freqbias.theory.hill.two_pieces import contrast, recurring_offset
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["gap_edges", "recurring", "two_sided"]

_NU = sp.Symbol("nu", positive=True)
_FORM, _MASS = sp.symbols("a[f] P[f]", real=True)


def two_sided(kernel: Kernel = first_layer_bias) -> Derivation:
    """``N(nu p - upper) <= #{lambda_i > 1/nu} <= N(nu p - lower)``, and its form for each index.

    A statement ``x >= 0`` is written ``x = max(0, x)`` with x in a form that shows it.

    >>> two_sided().require()
    """
    bounds = symbol_bounds(kernel)
    return Derivation(
        "hill.bound",
        "The spectrum of T between those of two Hill equations",
        (
            _variational(),
            *_extremes(kernel, bounds),
            Step(
                (_FORM - _NU * _MASS) - (_FORM + bounds.lower - _NU * _MASS),
                -bounds.lower,
                "linearity",
                "On one Fourier mode, P = integral p |f|^2 for |f| = 1: adding lower to the symbol "
                "s m^2 turns the form of -s D^2 into that of -s D^2 - (nu p - lower); by the bounds "
                "above it lies below that of T, and the one with upper lies above.",
            ),
            *(_folding_steps(bounds) if bounds.even_only else _index_steps(bounds)),
        ),
    )


def _variational() -> Step:
    count, squares = sp.Symbol("#{lambda_i > 1/nu}"), sp.Function("n_-")
    return Step(
        count,
        squares(_FORM - _NU * _MASS),
        "cited: min-max principle",
        "a[f] = sum |f_m|^2/khat_m, P[f] = integral p |f|^2.  With K e_m = khat_m e_m, T has the "
        "spectrum of K^(1/2) p K^(1/2) but for 0, and f = K^(1/2) g turns |g|^2 - nu <p f, f> into "
        "a[f] - nu P[f] on the form domain of -s D^2 (where khat_m = 0 for odd m > 1: on its even "
        "part and a finite sum); the count is the largest dimension on which it is negative, and "
        "falls where the form rises.",
    )


def _extremes(kernel: Kernel, bounds: SymbolBounds) -> Iterator[Step]:
    """The remainder of the inverse symbol and both bounds, frequency by frequency."""
    khat = kernel.fourier()
    for parity in (0,) if bounds.even_only else (0, 1):
        name = "odd" if parity else "even"
        rest = 1 / khat.parity(parity) - bounds.slope * FREQUENCY**2
        yield Step(
            rest, sp.apart(sp.cancel(rest), FREQUENCY), "partial fractions", f"R_m for {name} m."
        )
        start = regular_start(khat, parity)
        gaps = (rest - bounds.lower, bounds.upper - rest)
        while any(nonnegative_form(gap, start) is None for gap in gaps):
            start += 2
        for m in range(parity, start, 2):
            value = remainder(khat, bounds.slope, m)
            for gap in (value - bounds.lower, bounds.upper - value):
                yield Step(gap, sp.Max(0, gap), "sign", f"lower <= R_{m} <= upper, by value.")
        for gap in gaps:
            yield Step(
                gap.subs(FREQUENCY, start + 2 * STEP),
                sp.Max(0, nonnegative_form(gap, start)),
                "sign",
                f"m = {start} + 2 j, j >= 0: no coefficient is negative.",
            )


def _folding_steps(bounds: SymbolBounds) -> Iterator[Step]:
    here, there, square = sp.symbols("p pbar |f|^2", nonnegative=True)
    yield Step(
        here * square + there * square,
        2 * ((here + there) / 2) * square,
        "linearity",
        "On functions of period pi, P[f] over one turn is twice the integral of the folded density "
        "(p + pbar)/2 times |f|^2 over half a turn, and so is the form of -s D^2.",
    )
    low, high = sp.symbols("N_even N_even+extra", integer=True, nonnegative=True)
    count = sp.Symbol("#{lambda_i > 1/nu}")
    yield Step(
        sp.Max(low, count),
        sp.Min(high, count),
        "cited: min-max principle",
        f"A form restricted to a subspace of codimension {bounds.extra} loses at most that many "
        "negative squares.",
    )


def _index_steps(bounds: SymbolBounds) -> Iterator[Step]:
    least, excess = sp.Symbol("p_min", positive=True), sp.Symbol("d", nonnegative=True)
    for constant, side in ((bounds.lower, 1), (bounds.upper, -1)):
        if side * constant <= 0:
            yield Step(
                side * (constant - constant / least * (least + excess)),
                sp.Max(0, -side * constant * excess / least),
                "sign",
                "p = p_min + d, d >= 0: the constant against the same constant times p/p_min.",
            )
    values = sp.symbols("nu_n 1/lambda_n", real=True)
    yield Step(
        sp.Max(values[0] + bounds.lower / least, values[1]),
        values[1],
        "cited: min-max principle",
        "The quotients a[f]/P[f] and s |f'|^2/P[f] differ by between lower/p_min and upper/p_min, so "
        "their min-max values do; the other side alike.",
    )


def gap_edges() -> Derivation:
    """Where the gaps of the two-piece Hill equation are, and that the printed eigenvalues lie in them.

    >>> gap_edges().require()
    """
    ratio = sp.Symbol("r", positive=True)
    rate = sp.Symbol("k", positive=True)
    a, b, t = sp.symbols("a b t", real=True)
    q = sp.Symbol("q", integer=True, positive=True)
    phases = ((a + b, ratio * rate), (a - b, rate))
    matrices = [transfer(phase / speed, speed**2, 1) for phase, speed in phases]
    kappa = contrast(ratio)
    product = (sp.sin(a) - kappa * sp.sin(b)) * (sp.sin(a) + kappa * sp.sin(b))
    total = ratio + 1 / ratio
    return Derivation(
        "hill.gap-edges",
        "Two regions: every printed eigenvalue lies in a gap, or is double",
        (
            Step(
                (matrices[1] * matrices[0]).trace(),
                two_piece_discriminant(a + b, a - b, ratio),
                "trace of the product",
                "Phases t1 = a + b and t2 = a - b, rates r k and k; a = pi x, b = pi (2 w - 1) x.",
            ),
            Step(
                two_piece_discriminant(a + b, a - b, ratio) - 2,
                -(total + 2) * product,
                "addition theorems",
                "kappa = (r - 1)/(r + 1); the discriminant is 2 where sin a = +-kappa sin b.",
            ),
            Step(
                1 - kappa**2 * sp.sin(b) ** 2 - kappa**2 * sp.cos(b) ** 2,
                sp.Max(0, 4 * ratio / (ratio + 1) ** 2),
                "sign",
                "cos^2 a > kappa^2 cos^2 b at an edge, so each edge function crosses zero there in the "
                "direction of cos a: once between q - 1/2 and q + 1/2, where it changes sign.",
            ),
            Step(
                two_piece_discriminant(t, 2 * sp.pi * q - t, ratio) - 2,
                (total - 2) * sp.sin(t) ** 2,
                "addition theorems",
                "x = q: t1 + t2 = 2 pi q.",
            ),
            Step(
                total - 2,
                sp.Max(0, (ratio - 1) ** 2 / ratio),
                "sign",
                "So the discriminant at q is above 2 unless r = 1 or sin t1 = 0.",
            ),
            Step(
                sp.Symbol("gap"),
                sp.Symbol("{x : abs(discriminant) > 2}"),
                "cited: Floquet's theorem",
                "The periodic eigenvalues are where the discriminant is 2, double where the monodromy "
                "is the identity; the gaps are where its modulus exceeds 2.",
            ),
        ),
    )


def recurring() -> Derivation:
    """Of two successive q, one has both gap edges away from q by a fixed amount, unless w = 1/2.

    >>> recurring().require()
    """
    first, beta, x = sp.symbols("alpha beta x", real=True)
    kappa, share, room = sp.symbols("kappa w u", nonnegative=True)
    q = sp.Symbol("q", integer=True, positive=True)
    edge = sp.sin(sp.pi * x) - kappa * sp.sin(sp.pi * beta * x)
    sine = sp.Abs(sp.sin(2 * sp.pi * share))
    return Derivation(
        "hill.recurring",
        "Of two successive pairs of the two-piece Hill equation, one is split",
        (
            Step(
                sp.sin(sp.pi * beta),
                sp.sin(sp.pi * (first + beta)) * sp.cos(sp.pi * first)
                - sp.cos(sp.pi * (first + beta)) * sp.sin(sp.pi * first),
                "addition theorems",
                "With alpha = beta q, beta = 2 w - 1: abs(sin(pi beta)) is at most the sum of "
                "abs(sin(pi beta q)) and abs(sin(pi beta (q + 1))), so one of them is at least half.",
            ),
            Step(
                edge.subs(x, q),
                -kappa * sp.sin(sp.pi * beta * q),
                "substitution",
                "An edge function at q; the other sign gives the opposite value.",
            ),
            Step(
                sp.diff(edge, x),
                sp.pi * sp.cos(sp.pi * x) - kappa * sp.pi * beta * sp.cos(sp.pi * beta * x),
                "differentiation",
                "At most pi (1 + kappa) in modulus, as abs(beta) < 1; an edge function is 0 at its "
                "edge, so the edge is at least abs(kappa sin(pi beta q))/(pi (1 + kappa)) away from q.",
            ),
            Step(
                sine / 2 * kappa / (sp.pi * (1 + kappa)),
                recurring_offset(kappa, share),
                "substitution",
                "abs(sin(pi (2 w - 1))) = abs(sin(2 pi w)), which for 0 < w < 1 is 0 only at w = 1/2.",
            ),
            Step(
                edge.subs(beta, 0),
                sp.sin(sp.pi * x),
                "substitution",
                "w = 1/2: both edges are q, and no gap is open.",
            ),
            Step(
                sp.sin(2 * sp.pi * (sp.Rational(1, 2) + room)),
                -sp.sin(2 * sp.pi * room),
                "addition theorems",
                "Symmetric about w = 1/2: which region comes first does not matter.",
            ),
        ),
    )
