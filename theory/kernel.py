"""What a kernel is: a name, a normalisation and one expression k(theta) on [0, pi].

Fourier coefficients and everything later follow from the expression.  The members of the family are in
:mod:`freqbias.theory.kernels`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.display import html_lines, mathml
from freqbias.theory.errors import NotExponentialPolynomial
from freqbias.theory.exact import exact_number
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import FourierCoefficients, fourier_coefficients

__all__ = ["Kernel"]


@dataclass(frozen=True, repr=False)
class Kernel:
    """A kernel on the circle and on every sphere: ``k(theta)``, theta = angular distance in [0, pi].

    :param name: the name it is found under.
    :param trained: the parameters whose gradients it sums.
    :param normalisation: in words, what fixes its constant factor.
    :param expression: SymPy expression in ``THETA`` and the symbols of ``definitions``.
    :param definitions: ordered pairs (symbol, expression in THETA and earlier symbols), so that a
        recursion stays linear in its depth.

    A kernel without definitions must be an exponential polynomial in theta: that is what "closed
    form" means here, and it is checked when the profile is first asked for.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> first_layer_bias.expression
    (pi - theta)*(cos(theta) + 1)/(4*pi)
    >>> first_layer_bias.at_zero
    1/2
    """

    name: str
    trained: str
    normalisation: str
    expression: Any
    definitions: tuple[tuple[Any, Any], ...] = ()

    @cached_property
    def profile(self) -> ExponentialPolynomial:
        """The expression as an exponential polynomial.

        :raises NotExponentialPolynomial: if it is none.
        """
        if self.definitions:
            raise NotExponentialPolynomial(
                f"kernel {self.name!r} is not an exponential polynomial in theta, so its Fourier "
                f"coefficients have no closed form here, only numerical values"
            )
        return ExponentialPolynomial.of(self.expression, THETA)

    @property
    def is_exponential_polynomial(self) -> bool:
        """Whether closed forms exist: the expression needs no auxiliary definitions."""
        return not self.definitions

    @cached_property
    def at_zero(self) -> Any:
        """``k(0)``: the trace of T for every density."""
        values: dict[Any, Any] = {THETA: sp.Integer(0)}
        for symbol, definition in self.definitions:
            used = {s: values[s] for s in definition.free_symbols}
            values[symbol] = sp.expand(definition.subs(used))
        return sp.expand(self.expression.subs({s: values[s] for s in self.expression.free_symbols}))

    def fourier(self) -> FourierCoefficients:
        """Closed Fourier coefficients for symbolic frequency.

        :raises NotExponentialPolynomial: if the kernel has none.
        """
        return self._fourier

    @cached_property
    def _fourier(self) -> FourierCoefficients:
        return fourier_coefficients(self.profile)

    def scaled(self, factor: Any, name: str, normalisation: str) -> Self:
        """The same kernel with another exact constant in front."""
        factor = exact_number(factor, "factor")
        return replace(
            self, name=name, normalisation=normalisation, expression=factor * self.expression
        )

    def __str__(self) -> str:
        where = "".join(f", {symbol} = {value}" for symbol, value in self.definitions)
        return f"k(theta) = {self.expression}{where}"

    def __repr__(self) -> str:
        return f"kernel {self.name}: {self}\n{self._fixed_by}"

    @property
    def _fixed_by(self) -> str:
        return f"gradients of {self.trained}; {self.normalisation}; k(0) = {self.at_zero}"

    @property
    def _formula(self) -> str:
        lines = [f"{sp.latex(symbol)} = {sp.latex(value)}" for symbol, value in self.definitions]
        return ",\\ ".join([f"k(\\theta) = {sp.latex(self.expression)}", *lines])

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._formula} \\qquad k(0) = {sp.latex(self.at_zero)}$"

    def _repr_html_(self) -> str:
        return str(html_lines(f"kernel {self.name}", mathml(self._formula), self._fixed_by))
