"""Section 4, (7): the eigen-system of H/n for large n, with an explicit bound.

Proof.  khat_m >= 0, so with ``e_m`` the normalised waves the vectors ``k_x = (sqrt(khat_m)
e_m(x))_m`` have ``<k_x, k_z> = k(x - z)``, and the averages ``T_n`` of ``k_x k_x^T`` over the
samples have the non-zero eigenvalues of H/n and the mean ``T_p``, which has those of T.  The
samples are independent, hence

    E |T_n - T_p|^2 = (E |k_x k_x^T|^2 - |T_p|^2)/n = (k(0)^2 - sum_i lambda_i^2)/n        (Frobenius).

For semidefinite operators ``tr A B <= sum_i a_i b_i``: by summation by parts from the sums of the j
largest eigenvalues, which the min-max principle bounds.  So ``sum_i (a_i - b_i)^2 <= |A - B|^2``.
With P the projection on the eigenvectors of T_n whose eigenvalues are within d of lambda_i, the
spectral theorem gives ``|f - P f| <= |T_n - T_p|/d`` for a unit eigenvector f of T_p.

That T_n tends to T_p almost surely as well is the strong law (Koltchinskii and Gine, Bernoulli 6,
2000; Rosasco, Belkin and De Vito, J. Mach. Learn. Res. 11, 2010, have it with exponential tails).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.spectra import arb_of, certified, density_point, witness
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness, violation
from freqbias.claims.parameters import DENSITIES
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "EmpiricalLimit"]

_N = sp.Symbol("n", integer=True, positive=True)
_SQUARES = sp.Symbol("S", positive=True)  # sum lambda_i^2
_P = sp.Symbol("p", nonnegative=True)  # p(z)
_DIGITS = 40
_SAMPLES: Domain = {"p": DENSITIES, "n": Integers(1)}


@dataclass(frozen=True)
class EmpiricalLimit:
    """The eigen-system of ``H/n^power`` tends to that of ``f -> integral k(x - z) w(z) f(z) dz``.

    :param weight: w, an expression in the value p of the density.
    """

    weight: Any = _P
    power: Any = sp.S.One

    def __str__(self) -> str:
        return f"H/n^{self.power} -> (f -> integral k(x - z) w(z) f(z) dz), w = {self.weight}"


def _first_deviations(kernel: Kernel, squares: Any) -> tuple[tuple[int, Any], ...]:
    """``E sum (lhat_i - lambda_i)^2`` under the uniform density, n = 1 and 2; k >= 0.

    H/2 has the eigenvalues (k(0) +- k(t))/2, and k(t) the mean lambda_0 and the mean square S.
    """
    at_zero, khat = kernel.at_zero, kernel.fourier()
    first, second = khat.eigenvalue(0), khat.eigenvalue(1)
    once = at_zero**2 - 2 * at_zero * first
    twice = (at_zero**2 + squares) / 2 - (at_zero + first) * first - (at_zero - first) * second
    return (1, once + squares), (2, twice + squares)


def _mean_square(context: Context, statement: Any) -> Evidence:
    """The mean of n independent copies; two sample sizes at which the expectation is elementary."""
    kernel = context.kernel("first_layer_bias")
    if not kernel.fourier().is_nonnegative:
        return context.open("the kernel is not known to be semidefinite")
    square = sp.Integral(kernel.expression**2, (THETA, 0, sp.pi)) / sp.pi
    spots = []
    for n, expected in _first_deviations(kernel, square):
        excess = expected - statement.subs({_N: n, _SQUARES: square})
        point = {"p": density_point(uniform(), "uniform"), "n": n}
        ball = enclose(excess, _DIGITS)
        if ball.is_positive:
            what = "the expectation exceeds what is stated by"
            return context.fails(Witness(Spot(point, ball), what, tree_or_reason(excess)))
        spots.append(violation(point, enclose(-excess, _DIGITS)))
    same, other = kernel.at_zero**2, _SQUARES  # E <A_i, A_j> for i = j and i != j, A_i = k_x k_x^T
    variance = (_N * same + _N * (_N - 1) * other) / _N**2 - other
    if not sp.factor(statement - variance).is_nonnegative:
        return context.open("not what is proved, but not refuted")
    for theorem in ("convolution theorem", "spectral theorem", "min-max principle"):
        context.cite(theorem)
    return context.holds((_SAMPLES,), tuple(spots))


def _limit(context: Context, statement: EmpiricalLimit) -> Evidence:
    """Through the bound in mean square; other limits have another largest eigenvalue."""
    kernel = context.kernel("first_layer_bias")
    point = {"p": density_point(THIRDS, "1 : 2 : 4 on equal thirds")}
    exponent = 1 - statement.power
    if exponent != 0:
        what = "eigenvalues of H/n have positive limits, so the stated ones go with n to the power"
        spot = Spot(point, enclose(exponent, _DIGITS))
        return context.fails(Witness(spot, what, tree_or_reason(exponent)))
    if vanishes(statement.weight - _P) is not True:
        found = _other_limit(kernel, statement.weight, point)
        return context.fails(found) if found else context.open("it is not seen to be another limit")
    context.claim("basri2020.eq7.mean-square")
    for theorem in ("Markov's inequality", "min-max principle", "spectral theorem"):
        context.cite(theorem)
    note = "exact for every density, through basri2020.eq7.mean-square"
    return context.holds(({"p": DENSITIES},), (), note)


def _other_limit(kernel: Kernel, weight: Any, point: dict[str, Any]) -> Witness | None:
    """The largest eigenvalue with w in place of p is that of the density w/|w|, times |w|."""
    weights = tuple(weight.subs(_P, region.value) for region in THIRDS.regions)
    mass = sp.Add(*(w * r.length for w, r in zip(weights, THIRDS.regions, strict=True)))
    shares = tuple(sp.cancel(w / weights[0]) for w in weights)
    stated, true = sp.symbols("stated true", positive=True)
    densities = ((stated, PiecewiseConstant(THIRDS.breaks, shares)), (true, THIRDS))
    values = {name: arb_of(certified(kernel, p, 1)[0]) for name, p in densities}
    what = "the largest eigenvalue of the stated limit differs from the true one by"
    return witness(point, sp.Abs(mass * stated - true), values, what)


_VARIANCE = (sp.Rational(1, 4) - _SQUARES) / _N
_INDEPENDENT = ("kernel (10)", "independent samples of p")

CLAIMS = (
    Claim(
        "basri2020.eq7",
        at("section 4, (7) and the sentence before it"),
        Kind.LIMIT,
        "For independent samples of any density the eigen-system of H/n tends to that of "
        "f -> int k p f dz: in mean square, so in probability, all eigenvalues, uniformly, and "
        "eigenfunctions with lambda > 0, in the norm of the kernel's Hilbert space, to the span of "
        "eigenvectors with eigenvalues near theirs.",
        EmpiricalLimit(),
        {"p": DENSITIES},
        _limit,
        (
            Control("H not divided by n", EmpiricalLimit(power=sp.Integer(0))),
            Control("H/sqrt(n)", EmpiricalLimit(power=sp.Rational(1, 2))),
            Control("H/n^2", EmpiricalLimit(power=sp.Integer(2))),
            Control("without p", EmpiricalLimit(sp.Integer(1))),
            Control("uniform density", EmpiricalLimit(1 / (2 * sp.pi))),
            Control("p^2 for p", EmpiricalLimit(_P**2)),
            Control("2 p", EmpiricalLimit(2 * _P)),
        ),
        _INDEPENDENT,
    ),
    Claim(
        "basri2020.eq7.mean-square",
        at("section 4, (7), with an explicit bound"),
        Kind.INEQUALITY,
        "For n independent samples of any density E sum_i (lhat_i - lambda_i)^2 is at most "
        "(k(0)^2 - S)/n, k(0)^2 = 1/4, S = sum lambda_i^2, lhat_i the eigenvalues of H/n, decreasing.",
        _VARIANCE,
        _SAMPLES,
        _mean_square,
        (
            Control("half of it", _VARIANCE / 2),
            Control("1/n^2", _VARIANCE / _N),
            Control("S/n", _SQUARES / _N),
            Control("k(0)^2/(2 n)", sp.Rational(1, 8) / _N),
        ),
        _INDEPENDENT,
        quantity="bound of E sum_i (lhat_i - lambda_i)^2",
    ),
)
