"""Symbols that the derivations of depth share."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Notation
from freqbias.theory.depth.expansions import DEPTH

__all__ = ["FAR", "LAYERS", "NEAR"]

LAYERS = Notation(DEPTH, "L", "number of hidden layers")
NEAR = Notation(sp.Symbol("a", positive=True), "a", r"$-\Theta_L'(0)$, one-sided")
FAR = Notation(sp.Symbol("b", positive=True), "b", r"$\Theta_L'(\pi)$, one-sided")
