"""The derivations of depth say what the kernels are: their steps against numbers and definitions."""

from __future__ import annotations

import pytest
import sympy as sp

from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.depth.decrease import decrease_fails
from freqbias.derivations.depth.ends import at_pi, at_zero
from freqbias.derivations.depth.leading_order import leading_order
from freqbias.derivations.depth.limits import limits
from freqbias.derivations.depth.many_layers import many_layers
from freqbias.derivations.depth.nonuniform import nonuniform
from freqbias.derivations.depth.positivity import positivity
from freqbias.derivations.depth.recursion import recursion
from freqbias.derivations.derivation import Outcome
from freqbias.theory.arccosine import THETA
from freqbias.theory.depth.network import BIAS, TANGENT, VARIANCE
from freqbias.theory.depth.recursion import deep, half_sine
from freqbias.theory.identities import vanishes

CITED = {
    at_pi: set(),
    at_zero: set(),
    decrease_fails: set(),
    leading_order: {"Dirichlet-Neumann bracketing", "min-max principle"},
    limits: {"Funk-Hecke formula", "quotients of Gamma functions"},
    many_layers: {"convergence of one-step methods"},
    nonuniform: {"convolution theorem", "spectral theorem", "Mercer's theorem"},
    positivity: set(),
    recursion: {"infinite width, layer by layer"},
}


@pytest.mark.parametrize("build", CITED, ids=lambda build: build.__name__)
def test_what_is_cited_and_that_the_rest_is_exact(build: object) -> None:
    derivation = build()  # type: ignore[operator]
    assert set(derivation.cited) == CITED[build]  # type: ignore[index]
    assert set(derivation.outcomes) <= {Outcome.EXACT, Outcome.CITED}, derivation.outcomes
    assert derivation.name in DERIVATIONS


def test_the_recursion_derived_is_that_of_the_kernel() -> None:
    """Its step, for q = 1 without bias and Theta_0 = cos(theta), gives the definitions of one layer."""
    step = next(s for s in recursion().steps if s.rule == "recursion")
    (angle, half), (_, total) = deep(1).definitions
    layer = step.right.doit().subs({VARIANCE: 1, BIAS: 0, TANGENT: sp.cos(THETA)})
    defect = total.subs(sp.cos(angle), 1 - 2 * half_sine(THETA)) - layer
    assert vanishes(sp.expand(defect)) is True, f"{total} against {layer}"
    assert sp.expand(sp.sin(half / 2) ** 2 - half_sine(THETA)) == 0
