"""Sections 4.3 and 5: higher spheres and deep networks."""

from freqbias.claims.basri2020.section_5 import (
    depth_10,
    figure_10,
    figure_11,
    figure_12,
    first_rise,
    monotone,
    nonuniform,
    slopes,
    theorem_2,
    theorem_5,
    two_layers,
)

__all__ = ["CLAIMS"]

_FILES = (
    theorem_2,
    two_layers,
    theorem_5,
    figure_11,
    figure_10,
    nonuniform,
    monotone,
    slopes,
    figure_12,
    depth_10,
    first_rise,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
