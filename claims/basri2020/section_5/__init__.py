"""Sections 4.3 and 5: higher spheres and deep networks."""

from freqbias.claims.basri2020.section_5 import deep_networks, two_layers

__all__ = ["CLAIMS"]

_FILES = (deep_networks, two_layers)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
