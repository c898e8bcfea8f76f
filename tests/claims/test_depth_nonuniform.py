"""Eigenvalues of deep kernels under a density beside the uniform ones, by Galerkin sections."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020.section_5 import monotone, nonuniform
from freqbias.numerics.depth.leading_order import remainder_symbol
from freqbias.numerics.galerkin import galerkin_spectrum
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.depth.expansions import slope_at_zero
from freqbias.theory.depth.leading_order import LeadingOrder
from freqbias.theory.depth.opposite import slope_at_pi
from freqbias.theory.depth.recursion import deep

_TWO = LeadingOrder(slope_at_zero(2), slope_at_pi(2)[0])


@settings(max_examples=15, deadline=None)
@given(
    weights=st.lists(st.integers(1, 9), min_size=2, max_size=4).filter(lambda w: len(set(w)) > 1)
)
def test_the_largest_eigenvalue_is_above_the_uniform_one(weights: list[int]) -> None:
    """The bound of every m, against the Galerkin section and the uniform density."""
    ends = [f"{2 * i - len(weights)}/{len(weights)}" for i in range(len(weights) + 1)]
    density = PiecewiseConstant.from_text(", ".join(ends), ", ".join(map(str, weights)))
    largest = galerkin_spectrum(deep(9), density, 60).eigenvalues[0]
    flat = float(monotone.coefficients(9, 1)[0].mid()) / (2 * np.pi)
    bounds = [float(nonuniform.lower_bound(density, m).mid()) for m in (1, 2, 3)]
    assert flat < max(bounds) <= largest + 1e-12, f"{weights}: {flat}, {bounds}, {largest}"


@settings(max_examples=8, deadline=None)
@given(
    breaks=st.lists(st.integers(-5, 5), min_size=1, max_size=2, unique=True).map(sorted),
    weights=st.lists(st.integers(1, 12), min_size=3, max_size=3),
)
def test_eigenvalues_follow_the_leading_order_index_by_index(
    breaks: list[int], weights: list[int]
) -> None:
    """``abs(sqrt(2/lambda_i) Z_L - q) <= J + Z_L sqrt(2 max|r_m|/p*)``, i = 2 q - 1 and 2 q, J arcs."""
    ends = ", ".join(("-1", *(f"{b}/6" for b in breaks), "1"))
    density = PiecewiseConstant.from_text(ends, ", ".join(map(str, weights[: len(breaks) + 1])))
    mean, least = float(_TWO.root_mean(density)), float(density.minimum)
    largest = abs(remainder_symbol(deep(2), 2000)).max()
    room = len(density.refined()) + mean * np.sqrt(2 * largest / least)
    values = galerkin_spectrum(deep(2), density, 150).eigenvalues[1:151]
    off = abs(np.sqrt(2 / values) * mean - (np.arange(1, 151) + 1) // 2)
    assert off.max() <= room, f"{density}: off by {off.max()} at i = {off.argmax() + 1}, {room}"


@pytest.mark.parametrize(("breaks", "weights"), [("-1, 0, 1", "12, 1"), ("-1, 1/3, 1", "20, 3")])
def test_ratios_to_the_uniform_density_tend_to_the_limit(breaks: str, weights: str) -> None:
    """Means over 100 indices; the coupling of x and x + pi moves the limit by more than they miss."""
    density = PiecewiseConstant.from_text(breaks, weights)
    limit, uncoupled = (
        float((order.root_mean(density) / order.root_mean(uniform())) ** 2)
        for order in (_TWO, LeadingOrder(_TWO.near, sp.S.Zero))
    )
    here, flat = (
        galerkin_spectrum(deep(2), p, 300).eigenvalues[201:301] for p in (density, uniform())
    )
    found = float((here / flat).mean())
    assert abs(found - limit) < abs(uncoupled - limit) / 4, f"{found}: {limit}, {uncoupled}"
