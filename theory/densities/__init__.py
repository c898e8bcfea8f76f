"""Densities on the circle, exact: uniform, piecewise constant, trigonometric polynomials."""

from freqbias.theory.densities.density import Density, Exactness
from freqbias.theory.densities.piecewise import PiecewiseConstant, Region, uniform
from freqbias.theory.densities.trigonometric import Trigonometric

__all__ = ["Density", "Exactness", "PiecewiseConstant", "Region", "Trigonometric", "uniform"]
