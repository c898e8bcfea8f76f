"""Closed Fourier coefficients of exponential-polynomial kernels, for symbolic frequency.

``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta`` with the antiderivative of
``theta^n e^{i s theta}``; s = w +- m vanishes only at m = abs(w), and these exceptional
frequencies are found here, not listed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from freqbias.theory.display import mathml
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exponential_polynomials import (
    ExponentialPolynomial,
    antiderivative,
    canonical,
)

__all__ = ["FREQUENCY", "FourierCoefficients", "fourier_coefficients", "primitive"]

FREQUENCY = sp.Symbol("m", integer=True, nonnegative=True)


@dataclass(frozen=True, repr=False)
class FourierCoefficients:
    """``khat_m`` as one formula for even m, one for odd m, and the exceptions.

    ``even`` and ``odd`` are expressions in ``FREQUENCY``; ``exceptional`` maps a frequency to
    its exact coefficient and holds exactly the m >= 0 at which the formula of its parity fails.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> khat = first_layer_bias.fourier()
    >>> khat.odd, khat(2), sorted(khat.exceptional)
    (1/(pi*m**2), 5/(9*pi), [0, 1])
    """

    even: Any
    odd: Any
    exceptional: Mapping[int, Any]

    def __call__(self, m: int) -> Any:
        """The exact coefficient at an integer frequency (of either sign)."""
        if not isinstance(m, int):
            raise InputError(f"frequency {shown(m)} is not an integer")
        m = abs(m)
        if m in self.exceptional:
            return self.exceptional[m]
        return canonical(self.parity(m).subs(FREQUENCY, m))

    def parity(self, m: int) -> Any:
        """The formula that holds for the parity of ``m``, exceptions aside."""
        return self.odd if m % 2 else self.even

    def eigenvalue(self, m: int) -> Any:
        """Eigenvalue ``khat_m / (2 pi)`` of T for the uniform density at frequency m."""
        return canonical(self(m) / (2 * sp.pi))

    @cached_property
    def decreasing_from(self) -> int | None:
        """A frequency from which ``khat_m`` decreases within each parity; None if not decided.

        Beyond the last real root and pole of its derivative a rational formula is monotone, and it
        tends to 0, so its absolute value decreases there.
        """
        starts = [_monotone_from(formula) for formula in (self.even, self.odd)]
        known = [start for start in starts if start is not None]
        return max([*known, *(m + 1 for m in self.exceptional)]) if len(known) == 2 else None

    @cached_property
    def is_nonnegative(self) -> bool:
        """Whether every ``khat_m >= 0`` is proved: by values up to where the formulas are monotone.

        From there on each decreases in absolute value to 0 without a zero, so keeps its sign.
        """
        settled = self.decreasing_from
        if settled is None:
            return False
        return all(bool(self(m).is_nonnegative) for m in range(settled + 2))

    @property
    def piecewise(self) -> sp.Piecewise:
        """The coefficient as one SymPy expression in ``FREQUENCY``."""
        m = FREQUENCY
        cases = [(value, sp.Eq(m, at)) for at, value in sorted(self.exceptional.items())]
        cases += [(self.even, sp.Eq(sp.Mod(m, 2), 0)), (self.odd, True)]
        return sp.Piecewise(*cases)

    def __repr__(self) -> str:
        exceptions = (f"m = {m}: {value}" for m, value in sorted(self.exceptional.items()))
        cases = "; ".join([*exceptions, f"even m: {self.even}", f"odd m: {self.odd}"])
        return f"khat_m = integral k(t) cos(m t) dt over one turn; {cases}"

    @property
    def _formula(self) -> str:
        integral = r"\int_{-\pi}^{\pi} k(t) \cos(m t)\, dt"
        return rf"\hat k_m = {integral} = {sp.latex(self.piecewise)}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._formula}$"

    def _repr_html_(self) -> str:
        return str(mathml(self._formula))


def _monotone_from(formula: Any) -> int | None:
    if formula == 0:
        return 0
    m = FREQUENCY
    if not formula.is_rational_function(m) or sp.limit(formula, m, sp.oo) != 0:
        return None
    slope, poles = sp.fraction(sp.together(sp.diff(formula, m)))
    last = sp.Integer(0)
    for factor in (slope, poles):
        polynomial = sp.Poly(sp.Poly(factor, m).monic().as_expr(), m)
        if not polynomial.domain.is_QQ and not polynomial.domain.is_ZZ:
            return None
        last = max([last, *(sp.ceiling(root) for root in polynomial.real_roots())])
    return int(last) + 1


def primitive(profile: ExponentialPolynomial, theta: Any, m: Any = FREQUENCY) -> Any:
    """An antiderivative of ``2 k(theta) cos(m theta)``, m no frequency of the profile k.

    >>> t = sp.Symbol("t", real=True)
    >>> primitive(ExponentialPolynomial.of(t, t), t)
    2*t*sin(m*t)/m + 2*cos(m*t)/m**2
    """
    total = sp.Add(
        *(
            c * antiderivative(n, w + direction * m, theta)
            for (n, w), c in profile.terms.items()
            for direction in (1, -1)
        )
    )
    real = sp.expand(total.rewrite(sp.cos))
    waves = sorted(real.atoms(sp.cos, sp.sin), key=str)
    collected = sp.collect(real, waves, evaluate=False)
    return sp.Add(*(sp.factor(sp.cancel(c)) * wave for wave, c in collected.items()))


def _power_integral(n: int, s: Any, sign: Any, s_at_pi: Any) -> Any:
    """``integral_0^pi theta^n e^{i s theta} dtheta`` for s = w +- m != 0, with (-1)^m = sign."""
    theta = sp.Dummy("theta", real=True)
    primitive = antiderivative(n, s, theta) / sp.exp(sp.I * s * theta)
    return sign * sp.exp(sp.I * sp.pi * s_at_pi) * primitive.subs(theta, sp.pi) - primitive.subs(
        theta, 0
    )


def _parity_formula(profile: ExponentialPolynomial, sign: int) -> Any:
    m = FREQUENCY
    total = sp.Add(
        *(
            c * _power_integral(n, w + direction * m, sign, w)
            for (n, w), c in profile.terms.items()
            for direction in (1, -1)
        )
    )
    return sp.factor(sp.cancel(sp.expand(total.rewrite(sp.cos))))


def _exact_coefficient(profile: ExponentialPolynomial, m: int) -> Any:
    theta = sp.Dummy("theta", real=True)
    cosine = ExponentialPolynomial.of(sp.cos(m * theta), theta)
    return canonical((profile * cosine).integral(0, sp.pi) * 2)


def fourier_coefficients(profile: ExponentialPolynomial) -> FourierCoefficients:
    """``khat_m = 2 integral_0^pi k cos(m theta)`` of the even kernel with this profile on [0, pi].

    A frequency is exceptional iff the formula of its parity has a pole there or a wrong value;
    that can happen only at m = abs(w) for a frequency w of the profile.
    """
    even, odd = _parity_formula(profile, 1), _parity_formula(profile, -1)
    regular = FourierCoefficients(even, odd, {})
    exceptional = {}
    for m in sorted(int(w) for w in profile.frequencies if w.is_Integer):
        exact = _exact_coefficient(profile, m)
        numerator, denominator = sp.fraction(sp.together(regular.parity(m)))
        pole = canonical(denominator.subs(FREQUENCY, m)) == 0
        if pole or canonical((numerator / denominator).subs(FREQUENCY, m) - exact) != 0:
            exceptional[m] = exact
    return FourierCoefficients(even, odd, exceptional)
