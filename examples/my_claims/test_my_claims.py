"""Claims of one's own as property tests: ``pytest --claims examples/my_claims``.

A property returns by how much a statement fails, exactly, or asserts.  Every claim has controls: the
same property with keyword arguments that make it wrong, which it must reject or decide nothing.
"""
# ruff: noqa: PT028 - the defaults are the statement, what replaces them are the controls

import sympy as sp
from hypothesis import strategies as st

from freqbias.claims.domain import Integers
from freqbias.claims.parameters import DENSITIES, NON_UNIFORM
from freqbias.strategies import piecewise_constant_densities
from freqbias.testing import claim


@claim(
    "mine.antipode",
    given={"p": piecewise_constant_densities(max_pieces=4), "m": st.integers(1, 9)},
    domain={"p": DENSITIES, "m": Integers(1)},
    controls={"no sign": {"base": 1}, "sign of m + 1": {"shift": 1}, "a whole turn": {"turn": 2}},
    examples=30,
)
def test_antipode(p, m, base=-1, shift=0, turn=1):
    """Half a turn multiplies the Fourier coefficient phat_m of a density by (-1)^m."""
    rotated = p.rotated(turn).fourier_coefficient(m)
    return sp.re(sp.expand(base ** (m + shift) * p.fourier_coefficient(m) - rotated))


@claim(
    "mine.root-mean",
    given={"p": piecewise_constant_densities(max_ratio=9, gaps=False)},
    domain={"p": DENSITIES},
    controls={"Z": {"power": 1}, "Z^4": {"power": 4}, "twice": {"factor": 2}},
    expect="REFUTED",
)
def test_root_mean(p, power=2, factor=1):
    """A deliberate error: Z^2 is 1/(2 pi) for every density, since a density has integral 1."""
    return factor * p.root_mean**power - 1 / (2 * sp.pi)


@claim(
    "mine.root-mean.below",
    given={"p": piecewise_constant_densities(max_pieces=4).filter(lambda p: not p.is_uniform)},
    domain={"p": NON_UNIFORM},
    controls={"above": {"sign": -1}, "below a half": {"share": 2}, "below none": {"share": 100}},
    examples=50,
)
def test_root_mean_below(p, sign=1, share=1):
    """Z^2 is below 1/(2 pi) for every piecewise-constant density but the uniform one."""
    assert sign * (1 - share * 2 * sp.pi * p.root_mean**2) > 0
