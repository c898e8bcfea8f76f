"""Section 4.2 and theorem 3 of appendix C: what converges when, and the eigenvalue it depends on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at, step
from freqbias.claims.basri2020.section_4.spectra import PIECEWISE, density_point
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Interval
from freqbias.claims.inequalities import positives
from freqbias.claims.parameters import Chart, Sample
from freqbias.derivations.weyl import weyl
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import uniform
from freqbias.theory.hill.bounds import symbol_bounds
from freqbias.theory.hill.discriminant import eigenvalue_at

__all__ = ["CLAIMS"]

_K, _Z = sp.symbols("k Z", positive=True)
_ROOT = sp.Symbol("sqrt(p*)", positive=True)
_PARAMETERS = positives(_K, _Z, _ROOT)
_THRESHOLD = 2 * _Z * _K / _ROOT  # q_{n_k}


def _at_threshold(_: Context) -> Derived:
    """The printed (20), odd q, at q = 2 Z k/sqrt(p*)."""
    q = sp.Symbol("q", positive=True)
    printed = _Z**2 / (sp.pi**2 * q**2)
    return Derived(printed.subs(q, _THRESHOLD), (_Z / (sp.pi * _THRESHOLD)) ** 2)


_CURVES: Domain = {"p": PIECEWISE, "k": Interval(Fraction(1, 2), None)}


def _leading() -> Chart:
    """Uniform density, 2 k odd: there the leading term is the eigenvalue itself."""
    least = sp.sqrt(uniform().minimum)
    point = density_point(uniform(), "uniform")
    samples = (
        Sample({"p": point, "k": Fraction(q, 2)}, {_K: sp.Rational(q, 2), _ROOT: least})
        for q in (3, 5, 9)
    )
    return Chart({}, _CURVES, tuple(samples))


def _true_leading(context: Context) -> Derived:
    """``Z^2/(pi q^2)`` at the threshold; independently, the eigenvalue of cos(2 k x), p uniform."""
    kernel = context.kernel("first_layer_bias")
    context.rely_on(weyl(kernel))
    context.cite("convolution theorem")
    slope = symbol_bounds(kernel).slope
    wave = kernel.expression * sp.cos(2 * _K * THETA) / sp.pi
    leading = eigenvalue_at(_THRESHOLD, _Z, slope)
    return Derived(leading, sp.Integral(wave, (THETA, 0, sp.pi)))


def _pending(name: str, place: str, kind: Kind, reading: str, **rest: Any) -> Claim:
    source = at(place)
    return Claim(f"basri2020.{name}", source, kind, reading, reading, {}, **rest)


_TERM = _ROOT**2 / (4 * sp.pi**2 * _K**2)
_NETWORKS, _CONVERGENCE = "not built yet: networks", "not built yet: convergence"
_PROOF = "appendix C, proof of theorem 3, "
_LEMMA_2 = ("C.37", "C.evaluated", "C.bound", "C.38", "C.coefficient", "C.B", "C.normalisation")
_TAIL = ("C.sum", "C.index", "C.tail")
_THEOREM_3 = ("lemma2", "C.substitution", "C.threshold", "C.40", "C.40.pi", "C.eigenvalue")
_COUNT = ("C.eigenvalue.scale", "C.pi", "C.delta", "C.logarithm", "C.direction", "C.log")


def _ids(*names: str) -> tuple[str, ...]:
    return tuple(f"basri2020.{name}" for name in names)


CLAIMS = (
    _pending(
        "thm1",
        "section 4.2, theorem 1; the same as theorem 3 of appendix C",
        Kind.ASYMPTOTIC,
        "For g = cos(k x) and a piecewise-constant density the number of iterations to an error below "
        "delta is O~(k^2/p*), p* the least density.",
        aliases=("basri2020.thm3",),
        steps=_ids(*_THEOREM_3, *_COUNT),
        pending=_CONVERGENCE,
    ),
    _pending(
        "lemma2",
        "appendix C, lemma 2 and (39)",
        Kind.INEQUALITY,
        "sum_{i > n} g_i^2 < eps^2 once n > max(4 Z k/sqrt(p*), 128 B^2 Z^2/(9 eps^2 p*)).",
        aliases=("basri2020.eq39",),
        steps=_ids(*_LEMMA_2, *_TAIL),
        pending=_CONVERGENCE,
    ),
    step(
        "C.eigenvalue",
        _PROOF + "lambda_{n_k}",
        "The printed (20), lambda = Z^2/(pi^2 q^2), is p*/(4 pi^2 k^2) at q = 2 Z k/sqrt(p*).",
        _TERM,
        _PARAMETERS.box,
        identity(_at_threshold, (_PARAMETERS,)),
        kind=Kind.IDENTITY,
        controls=(("pi", sp.pi * _TERM), ("2 pi^2", 2 * _TERM), ("sqrt(p*)", _TERM / _ROOT)),
        quantity="lambda",
    ),
    step(
        "C.eigenvalue.scale",
        _PROOF + "lambda_{n_k}, as the leading term of the true eigenvalue",
        "The eigenvalue of order q = 2 Z k/sqrt(p*) is p*/(4 pi^2 k^2) to leading order.",
        _TERM,
        _CURVES,
        identity(_true_leading, (_leading(),)),
        controls=(("1/pi", _TERM / sp.pi), ("pi^2", sp.pi**2 * _TERM), ("p*^2", _TERM * _ROOT**2)),
        assumptions=("kernel (10)", "p* > 0"),
        correction="basri2020.C.eigenvalue.corrected",
        quantity="lambda, to leading order",
    ),
    step(
        "C.eigenvalue.corrected",
        _PROOF + "lambda_{n_k}, as the leading term of the true eigenvalue",
        "The eigenvalue of order q = 2 Z k/sqrt(p*) is p*/(4 pi k^2) to leading order, by "
        "basri2020.eq20.asymptotic; for the uniform density and odd 2 k it is equal.",
        sp.pi * _TERM,
        _CURVES,
        identity(_true_leading, (_leading(),)),
        controls=(("as printed", _TERM), ("2 pi", 2 * sp.pi * _TERM), ("1/k", sp.pi * _TERM * _K)),
        assumptions=("kernel (10)", "p* > 0"),
        quantity="lambda, to leading order",
    ),
    _pending(
        "eq7",
        "section 4.1, (7)",
        Kind.LIMIT,
        "The eigen-system of H/n tends to that of f -> int k p f dz as n grows.",
        pending="not built yet: large samples",
    ),
    _pending(
        "fig4",
        "figure 4",
        Kind.FIGURE,
        "Eigenvalues of H/n, n = 50,000, against (20) for several densities.",
        pending="not built yet: large samples",
    ),
    _pending(
        "fig1",
        "figure 1",
        Kind.FIGURE,
        "Densities 1 : 40: the low frequency is fitted on the sparse half when the high one is on the "
        "dense half.",
        pending=_NETWORKS,
    ),
    _pending(
        "fig6",
        "figure 6",
        Kind.FIGURE,
        "Densities 11 : 1 : 3, target sin(14 x): projections on eigenfunctions peak at three orders q.",
        pending=_CONVERGENCE,
    ),
    _pending(
        "fig7",
        "figure 7",
        Kind.FIGURE,
        "Densities 1 : 2 : 4: the time to convergence of a region grows like k^2/p_j.",
        pending=_NETWORKS,
    ),
    _pending(
        "fig7.ratios",
        "figure 7, median ratios",
        Kind.FIGURE,
        "The median ratios of the times are 1 : 1.96 : 3.89.",
        pending=_NETWORKS,
    ),
)
