"""What every density on the circle offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum
from typing import Any

import sympy as sp

from freqbias.theory.display import html_lines, mathml

__all__ = ["ANGLE", "Density", "Exactness"]

ANGLE = sp.Symbol("x", real=True)


class Exactness(Enum):
    """How the density relates to what the caller passed."""

    EXACT = "exact as given"
    ROUNDED = "floats taken as the binary fractions they are"
    SAMPLED = "a function replaced by its means over cells"


class Density(ABC):
    """A probability density p on the circle with respect to dx: p >= 0, integral 1 over one turn.

    Subclasses validate at construction and are immutable.  Angles are in radians unless a name
    says "breaks", which are in units of pi.
    """

    exactness: Exactness

    @abstractmethod
    def expression(self, x: Any = ANGLE) -> Any:
        """p(x) as SymPy, for x in [-pi, pi)."""

    @abstractmethod
    def fourier_coefficient(self, m: Any) -> Any:
        """``phat_m = integral p(x) e^{-i m x} dx``, exact; m an integer or an integer symbol != 0."""

    @property
    @abstractmethod
    def root_mean(self) -> Any:
        """``Z = (1/2pi) integral sqrt(p)`` (2003.04560, below (11))."""

    @property
    @abstractmethod
    def minimum(self) -> Any:
        """``p* = min p`` (2003.04560, theorem 1); 0 where the support has a gap."""

    @property
    @abstractmethod
    def maximum(self) -> Any:
        """``max p``."""

    @abstractmethod
    def rotated(self, shift: Any) -> Density:
        """``x -> p(x - shift pi)``; ``shift`` in units of pi."""

    @abstractmethod
    def reflected(self) -> Density:
        """``x -> p(-x)``."""

    @property
    @abstractmethod
    def is_uniform(self) -> bool:
        """Whether p = 1/(2 pi)."""

    def antipodal(self) -> Density:
        """``pbar(x) = p(x + pi)``."""
        return self.rotated(1)

    def __repr__(self) -> str:
        return f"{self}; {self._fixed_by}"

    @property
    def _fixed_by(self) -> str:
        given = "" if self.exactness is Exactness.EXACT else f"; {self.exactness.value}"
        return f"integral 1 dx over one turn{given}"

    def _repr_latex_(self) -> str:
        formula = sp.latex(self.expression())
        return f"$\\displaystyle p(x) = {formula}, \\quad \\int_{{-\\pi}}^{{\\pi}} p\\, dx = 1$"

    def _repr_html_(self) -> str:
        formula = mathml(f"p(x) = {sp.latex(self.expression())}")
        return str(html_lines(str(self), formula, self._fixed_by))
