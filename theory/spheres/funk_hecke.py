"""Harmonic eigenvalues of the two-layer kernels on S^(d-1), the circle included, in closed form.

With ``u = cos(theta)``, ``k0 = 2 E[step step]`` and ``k1 = 2 E[relu relu]`` every kernel of the family
is ``step k0 + height u k0 + relu k1``.  For a weight w uniform on the sphere ``E[P_k(w.x) P_l(w.z)]``
is ``P_k(x.z)/N(d, k)`` if k = l and else 0, so expectations of products have the *squares* of the
activation's coefficients a_k (:mod:`freqbias.theory.spheres.activations`) as eigenvalues; a Gaussian
weight is a uniform one times a length of mean square d:

    mu_k(k0) = 2 a_k(step)^2,     mu_k(k1) = 2 d a_k(relu)^2,     mu_k(u k0) = (1 + Lambda)/d mu_k(k1).

The last is Green's identity with ``(1 - Laplacian) k1 = d u k0``, a differential equation in theta that
:func:`freqbias.theory.spheres.funk_hecke.height_defect` has.  (Basri et al. 2020, section 3; Cho and
Saul 2009; Bach 2017.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.display import mathml
from freqbias.theory.errors import InputError, integer
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.gamma_quotients import reduced
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.activations import closed_form, resonant
from freqbias.theory.spheres.harmonics import (
    DEGREE,
    DIMENSION,
    MOST_DEGREES,
    MOST_DIMENSIONS,
    laplacian,
    multiplicity,
)

__all__ = [
    "HarmonicEigenvalues",
    "components",
    "harmonic_eigenvalues",
    "height_defect",
    "zonal_laplacian",
]


@dataclass(frozen=True, repr=False)
class HarmonicEigenvalues:
    """mu_k of ``step k0 + height u k0 + relu k1`` with respect to the probability measure.

    ``even`` and ``odd`` are expressions in ``DEGREE`` and ``DIMENSION``; ``exceptional`` maps a degree
    to an expression in ``DIMENSION`` and holds exactly the degrees at which the formula of their parity
    fails.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> mu = harmonic_eigenvalues(first_layer_bias)
    >>> mu.odd
    gamma(d/2)**2*gamma(k/2)**2/(8*pi**2*gamma(d/2 + k/2)**2)
    >>> [mu(k, 3) for k in range(4)], mu(0, 4)
    ([5/32, 7/96, 7/512, 1/512], 2/(9*pi**2) + 1/8)
    """

    step: Any
    height: Any
    relu: Any

    @property
    def at_zero(self) -> Any:
        """``k(0) = sum_k N(d, k) mu_k`` in every dimension (Mercer's theorem); all parts are 1."""
        return self.step + self.height + self.relu

    @property
    def numerator(self) -> Any:
        """``height (1 + Lambda) + d relu``, by which ``2 a_k(relu)^2`` is multiplied."""
        return self.height * (1 + laplacian()) + DIMENSION * self.relu

    @cached_property
    def even(self) -> Any:
        """The formula for even degrees."""
        return self.numerator * 2 * closed_form(1) ** 2

    @cached_property
    def odd(self) -> Any:
        """The formula for odd degrees."""
        return self.step * 2 * closed_form(0) ** 2

    @cached_property
    def exceptional(self) -> Mapping[int, Any]:
        """Half of 1 and of t count at their degree: ``2 step a_0^2`` and ``2 numerator a_1^2``."""
        extra = {
            0: self.step * 2 * resonant(0) ** 2,
            1: sp.cancel(self.numerator.subs(DEGREE, 1) * 2 * resonant(1) ** 2),
        }
        return {k: self.parity(k).subs(DEGREE, k) + e for k, e in extra.items() if e != 0}

    def parity(self, degree: int) -> Any:
        """The formula that holds for the parity of ``degree``, exceptions aside."""
        return self.odd if degree % 2 else self.even

    def extra(self, degree: int) -> Any:
        """What an exceptional degree has beyond the formula of its parity, in ``DIMENSION``; else 0.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> mu = harmonic_eigenvalues(first_layer_bias)
        >>> mu.extra(0), mu.extra(1), mu.extra(2)
        (1/8, 1/(8*d), 0)
        """
        value = self.exceptional.get(degree)
        return sp.S.Zero if value is None else value - self.parity(degree).subs(DEGREE, degree)

    def __call__(self, degree: int, dimension: int) -> Any:
        """The exact eigenvalue: rational for odd d, ``q + r/pi^2`` with rational q, r for even d.

        :raises InputError: for a negative degree or a dimension below 2.
        """
        k = integer("degree", degree, 0, MOST_DEGREES)
        d = integer("dimension", dimension, 2, MOST_DIMENSIONS)
        formula = self.exceptional.get(k, self.parity(k))
        return canonical(formula.subs({DEGREE: k, DIMENSION: d}))

    def on(self, dimension: int) -> tuple[Any, Any]:
        """``(even, odd)`` for one dimension; rational functions of k if it is even.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> harmonic_eigenvalues(first_layer_bias).on(4)
        (2/(pi**2*(k - 1)**2*(k + 3)**2), 2/(pi**2*k**2*(k + 2)**2))
        """
        d = integer("dimension", dimension, 2, MOST_DIMENSIONS)
        even, odd = (reduced(formula.subs(DIMENSION, d)) for formula in (self.even, self.odd))
        return even, odd

    def ratio(self, parity: int) -> Any:
        """``mu_{k+2}/mu_k`` for degrees of a parity (0 or 1) without exceptions, rational in k and d.

        :raises InputError: if the eigenvalues of this parity vanish.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> harmonic_eigenvalues(first_layer_bias).ratio(1)
        k**2/(d + k)**2
        """
        formula = self.parity(parity)
        if formula == 0:
            raise InputError(f"mu_k = 0 for every {('even', 'odd')[parity]} degree k but one")
        return reduced(formula.subs(DEGREE, DEGREE + 2) / formula)

    def vanishes(self, degree: int) -> bool:
        """Whether mu_k = 0, in every dimension.

        >>> from freqbias.theory.kernels import first_layer
        >>> [k for k in range(8) if harmonic_eigenvalues(first_layer).vanishes(k)]
        [3, 5, 7]
        """
        return degree not in self.exceptional and self.parity(degree) == 0

    def partial_trace(self, count: int, dimension: int) -> Any:
        """``sum_{k < count} N(d, k) mu_k``, exact; it increases to ``at_zero``.

        >>> from freqbias.theory.kernels import first_layer_bias
        >>> harmonic_eigenvalues(first_layer_bias).partial_trace(2, 3)
        3/8
        """
        terms = (multiplicity(k, dimension) * self(k, dimension) for k in range(count))
        return canonical(sp.Add(*terms))

    def __repr__(self) -> str:
        exceptions = (f"k = {k}: {value}" for k, value in sorted(self.exceptional.items()))
        cases = "; ".join([*exceptions, f"even k: {self.even}", f"odd k: {self.odd}"])
        return f"mu_k on S^(d-1), for the uniform probability measure; {cases}"

    @property
    def _formula(self) -> str:
        cases = [(value, sp.Eq(DEGREE, k)) for k, value in sorted(self.exceptional.items())]
        cases += [(self.even, sp.Eq(sp.Mod(DEGREE, 2), 0)), (self.odd, True)]
        return rf"\mu_k = {sp.latex(sp.Piecewise(*cases))}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._formula}$"

    def _repr_html_(self) -> str:
        return str(mathml(self._formula))


@lru_cache
def components() -> tuple[Any, Any, Any]:
    """``(k0, u k0, k1)`` in THETA; k0 and k1 are 1 at THETA = 0.

    >>> components()[0]
    -theta/pi + 1
    """
    k0, k1 = (sp.expand(2 * expectation(p, p).expression(THETA)) for p in (0, 1))
    return k0, sp.expand(sp.cos(THETA) * k0), k1


@lru_cache
def harmonic_eigenvalues(kernel: Kernel) -> HarmonicEigenvalues:
    """The eigenvalues mu_k of a two-layer kernel for symbolic degree and dimension.

    :raises InputError: for a kernel that is no combination of ``k0``, ``u k0`` and ``k1``.
    :raises NotExponentialPolynomial: for one without a closed form, random bias or deep.

    >>> from freqbias.theory.kernels import both_layers_bias
    >>> mu = harmonic_eigenvalues(both_layers_bias)
    >>> mu.step, mu.height, mu.relu
    (1/2, 1/2, 1/2)
    """
    parts = [ExponentialPolynomial.of(part, THETA) for part in components()]
    weights = sp.symbols("c_0:3")
    combined = ExponentialPolynomial.collect(
        (key, -weight * value)
        for weight, part in zip(weights, parts, strict=True)
        for key, value in part.terms.items()
    )
    found = sp.linsolve(list((kernel.profile + combined).terms.values()), *weights)
    if not found:
        raise InputError(
            f"kernel {kernel.name!r} is no combination of k0, u k0 and k1, so its eigenvalues on "
            "spheres have no closed form here"
        )
    step, height, relu = map(canonical, *found)
    return HarmonicEigenvalues(step, height, relu)


def zonal_laplacian(profile: Any, dimension: Any = DIMENSION) -> Any:
    """``f'' + (d-2) cot(theta) f'``: the Laplacian of S^(d-1) on a function of the angle to a pole.

    >>> sp.expand(sp.sin(THETA) * zonal_laplacian(sp.cos(THETA), 3))
    -2*sin(theta)*cos(theta)
    """
    slope = sp.diff(profile, THETA)
    cotangent = sp.cos(THETA) / sp.sin(THETA)
    return sp.diff(slope, THETA) + (dimension - 2) * cotangent * slope


def height_defect() -> Any:
    """``sin(theta) ((1 - Laplacian) k1 - d u k0)``, which is 0.

    k1 has slope 0 at both poles, so Green's identity has no boundary terms.
    """
    _, height, k1 = components()
    return sp.expand(sp.sin(THETA) * (k1 - zonal_laplacian(k1) - DIMENSION * height))
