"""Blocks on a circle against all partitions of it, by arithmetic of their own."""

import math
from itertools import pairwise

import numpy as np
import pytest
from astropy.stats import Events  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics.blocks import changes

_counts = st.lists(st.integers(0, 60), min_size=3, max_size=40).filter(any)


def _worth(counts: list[int], edges: tuple[int, ...]) -> float:
    """Log-likelihood of the rates, less astropy's prior for every edge."""
    bins = len(counts)
    prior = float(Events(p0=0.05).compute_ncp_prior(bins))
    ends = [*edges, edges[0] + bins] if edges else [0, bins]
    total = 0.0
    for left, right in pairwise(ends):
        count = sum(counts[i % bins] for i in range(left, right))
        total += count * math.log(count / (right - left)) if count else 0.0
    return total - prior * len(edges)


def test_no_partition_is_better_but_rarely() -> None:
    """All 2^10 partitions of 10 bins; the cut that is chosen may miss the best, but hardly does."""
    random = np.random.default_rng(0)
    partitions = [tuple(i for i in range(10) if code >> i & 1) for code in range(2**10)]
    worse = []
    for _ in range(20):
        rates = np.repeat(random.gamma(1.0, 20, size=5), 2)
        counts = random.poisson(np.roll(rates, random.integers(10))).tolist()
        best = max((e for e in partitions if len(e) != 1), key=lambda e: _worth(counts, e))
        found = changes(np.array(counts))
        if _worth(counts, found) < _worth(counts, best) - 1e-9:
            worse.append((counts, found, best))
    assert len(worse) <= 1, f"(counts, found, best): {worse}"


@given(_counts, st.integers(0, 39))
def test_turning_the_counts_turns_the_blocks(counts: list[int], shift: int) -> None:
    still, turned = changes(np.array(counts)), changes(np.roll(counts, shift))
    moved = tuple(sorted((edge + shift) % len(counts) for edge in still))
    a, b = _worth(np.roll(counts, shift).tolist(), turned), _worth(counts, still)
    assert turned == moved or a == pytest.approx(b, abs=1e-9), f"{turned}, not {moved}: {a}, {b}"


@given(_counts)
def test_an_edge_is_worth_its_price(counts: list[int]) -> None:
    found = changes(np.array(counts))
    assert len(found) != 1, "one edge bounds nothing"
    assert _worth(counts, found) >= _worth(counts, ()) - 1e-9
    for edge in found if len(found) > 2 else ():
        fewer = tuple(e for e in found if e != edge)
        assert _worth(counts, found) >= _worth(counts, fewer) - 1e-9, f"{edge} of {found}"


def test_empty_bins_are_a_block_of_their_own() -> None:
    assert changes(np.array([30, 28, 33, 0, 0, 0, 31])) == (3, 6)
