"""Densities, exact: on the circle uniform, piecewise constant, trigonometric; zones on spheres."""

from freqbias.theory.densities.density import Density, Exactness
from freqbias.theory.densities.piecewise import PiecewiseConstant, Region, uniform
from freqbias.theory.densities.trigonometric import Trigonometric
from freqbias.theory.densities.zones import Zone, Zones, uniform_sphere

__all__ = [
    "Density",
    "Exactness",
    "PiecewiseConstant",
    "Region",
    "Trigonometric",
    "Zone",
    "Zones",
    "uniform",
    "uniform_sphere",
]
