"""Section 4.2 and theorem 3 of appendix C: what converges when, and the eigenvalue it depends on."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Integers
from freqbias.claims.inequalities import positives
from freqbias.claims.parameters import Chart, Sample
from freqbias.theory.arccosine import THETA
from freqbias.theory.densities import uniform
from freqbias.theory.fourier import FREQUENCY

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


_J = sp.Symbol("j", integer=True, nonnegative=True)


def _odd_orders() -> Chart:
    """Uniform density, so q = 2 k, at every odd q >= 3."""
    values = {_ROOT: sp.sqrt(uniform().minimum)}
    samples = (Sample({"q": q}, {**values, _K: sp.Rational(q, 2)}) for q in (3, 5, 9))
    odd = {**values, _K: sp.Rational(3, 2) + _J}
    return Chart(odd, {"q": Integers(3, 2)}, tuple(samples))


def _true_eigenvalue(context: Context) -> Derived:
    """``khat_q/(2 pi)``, q = 2 k; independently, as an integral."""
    kernel = context.kernel("first_layer_bias")
    context.cite("convolution theorem")
    closed = kernel.fourier().piecewise.subs(FREQUENCY, 2 * _K) / (2 * sp.pi)
    wave = kernel.expression * sp.cos(2 * _K * THETA) / sp.pi
    return Derived(closed, sp.Integral(wave, (THETA, 0, sp.pi)))


_TERM = _ROOT**2 / (4 * sp.pi**2 * _K**2)
_PROOF = "appendix C, proof of theorem 3, "


def _uniform(name: str, value: str, statement: Any, **rest: Any) -> Claim:
    place = _PROOF + "lambda_{n_k}, as the true eigenvalue for the uniform density"
    reading = f"For the uniform density, q = 2 k, the eigenvalue of odd order q >= 3 is {value}."
    chart = _odd_orders()
    check = identity(_true_eigenvalue, (chart,))
    rest = {"quantity": "lambda", "kind": Kind.IDENTITY, "assumptions": ("kernel (10)",), **rest}
    return step(name, place, reading, statement, chart.box, check, **rest)


CLAIMS = (
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
    _uniform(
        "C.eigenvalue.scale",
        "p*/(4 pi^2 k^2)",
        _TERM,
        controls=(("1/pi", _TERM / sp.pi), ("pi^2", sp.pi**2 * _TERM), ("p*^2", _TERM * _ROOT**2)),
        correction="basri2020.C.eigenvalue.corrected",
    ),
    _uniform(
        "C.eigenvalue.corrected",
        "p*/(4 pi k^2), which is for every piecewise-constant density the leading order, by "
        "basri2020.eq20.asymptotic",
        sp.pi * _TERM,
        controls=(("as printed", _TERM), ("2 pi", 2 * sp.pi * _TERM), ("1/k", sp.pi * _TERM * _K)),
        derivation="corrections.C.eigenvalue",
    ),
)
