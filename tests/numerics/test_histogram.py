"""The circular histogram: exact counts, rotations, and regions that mean something."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.numerics import densities
from freqbias.numerics.histogram import CELLS, Binning, Histogram, rice
from freqbias.theory.errors import InputError

_seeds = st.integers(0, 2**32 - 1)


def _steps(seed: int, rows: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Turns from a random step density, at the middles of 1/5040 turns."""
    random = np.random.default_rng(seed)
    heights = random.gamma(random.uniform(0.3, 3), size=int(random.integers(1, 8)))
    weights = np.repeat(heights, 840 // heights.size + 1)[:840]
    places = random.choice(840, size=rows, p=weights / weights.sum())
    return (places * 6 + random.integers(0, 6, size=rows) + 0.5) / 5040


def _histogram(turns: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Histogram:
    return Histogram.of([turns])


@given(_seeds, st.integers(1, 400), st.integers(1, 50))
def test_neither_order_nor_chunks_matter(seed: int, rows: int, size: int) -> None:
    turns = _steps(seed, rows)
    shuffled = np.random.default_rng(seed).permutation(turns)
    chunks = [shuffled[i : i + size] for i in range(0, rows, size)]
    assert np.array_equal(_histogram(turns).counts, Histogram.of(chunks).counts)


@given(_seeds, st.integers(1, 400), st.integers(-3, 3))
def test_whole_turns_do_not_matter(seed: int, rows: int, turn: int) -> None:
    turns = _steps(seed, rows)
    assert np.array_equal(_histogram(turns).counts, _histogram(turns + turn).counts)


@given(_seeds, st.integers(20, 20_000), st.integers(0, 119))
def test_turning_the_data_turns_the_regions(seed: int, rows: int, shift: int) -> None:
    """The seam is an ordinary point: blocks turn with the data, by any number of bins."""
    turns = _steps(seed, rows)
    still = Binning.blocks(_histogram(turns))
    moved = Binning.blocks(_histogram(turns + shift / still.bins))
    turned = {(e + shift) % still.bins: c for e, c in zip(still.edges, still.counts, strict=True)}
    if len(turned) == 1:  # one region, and its edge is no place
        turned = {0: rows}
    assert moved.bins == still.bins
    assert dict(zip(moved.edges, moved.counts, strict=True)) == turned


@given(_seeds, st.integers(2, 2000), st.integers(1, 60))
def test_equal_regions_are_numpy_s_histogram(seed: int, rows: int, regions: int) -> None:
    turns = _steps(seed, rows)
    histogram = Histogram.of([turns], cells=regions * math.ceil(CELLS / regions))
    ours = Binning.equal(histogram, regions).counts
    theirs, _ = np.histogram(turns, regions, range=(0, 1))
    near = np.abs(turns * regions - np.rint(turns * regions)) < 1e-5  # edges go to either side
    assert np.abs(np.array(ours) - theirs).sum() <= 2 * near.sum()
    assert sum(ours) == rows


@given(_seeds, st.integers(2, 2000), st.integers(1, 40))
def test_the_density_has_the_mass_of_the_counts(seed: int, rows: int, regions: int) -> None:
    histogram = Histogram.of([_steps(seed, rows)], cells=regions * math.ceil(CELLS / regions))
    binning = Binning.equal(histogram, regions)
    masses = [region.value * region.length for region in binning.density().regions]
    assert [mass * rows for mass in masses] == list(binning.counts)
    assert all(weight.is_Integer for weight in binning.density().weights)


def test_the_density_of_blocks_has_the_mass_of_the_counts() -> None:
    random = np.random.default_rng(0).random
    turns = np.concatenate([(14 + 6 * random(400)) / 16, (4 + 4 * random(100)) / 16])
    binning = Binning.blocks(_histogram(turns))  # of 16 bins
    density = binning.density()
    assert [r.value * r.length * 500 for r in density.regions] == list(binning.counts)
    assert density.gaps, "half of the circle is empty"
    heights = densities.values(density, 2 * np.pi * np.array([0.05, 0.35, 0.7]))
    truth = np.array([400 / 500 / 0.375, 100 / 500 / 0.25, 0]) / (2 * np.pi)
    assert heights == pytest.approx(truth, rel=1e-5)


@given(st.integers(1, 3000))
def test_rice_is_numpy_s_rule(rows: int) -> None:
    spread = np.linspace(0, 1, rows) if rows > 1 else np.array([0.5])
    expected = len(np.histogram_bin_edges(spread, "rice", range=(0, 1))) - 1
    assert rice(rows) == (expected if rows > 1 else 2), f"{rows} rows"


@pytest.mark.parametrize("rows", [30, 1000, 100_000])
def test_uniform_data_are_one_region_most_of_the_time(rows: int) -> None:
    """The false alarms of 40 seeds; were the ends of the turn a seam, nearly all would alarm."""
    found = [
        len(Binning.blocks(_histogram(np.random.default_rng(seed).random(rows))).counts)
        for seed in range(40)
    ]
    alarms = sum(count > 1 for count in found)
    assert alarms <= 6, f"{alarms} of 40 uniform samples of {rows} fall into several regions"


def test_steps_are_found_where_they_are() -> None:
    """Thirds 1:2:4 off the grid of bins, 20 samples: all edges within a bin, few elsewhere.

    The prior lets a constant stretch be cut once in twenty: 3 of 60, at most 8 in 99 % of cases.
    """
    truth = 0.1 + np.arange(3) / 3
    missed, invented = 0, 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        thirds = random.choice(3, size=20_000, p=np.array([1, 2, 4]) / 7)
        binning = Binning.blocks(_histogram((thirds + random.random(20_000)) / 3 + 0.1))
        edges = np.array(binning.edges) / binning.bins
        apart = np.abs(edges[:, None] - truth) * binning.bins
        missed += int((apart.min(axis=0) > 1).sum())
        invented += int((apart.min(axis=1) > 1).sum())
    assert missed == 0, f"{missed} of 60 steps have no edge within a bin"
    assert invented <= 8, f"{invented} edges where there is no step"


@given(st.sampled_from([8, 24, 30, 288, 360, 1440]), st.integers(0, 770))
def test_rounded_data_get_bins_with_equally_many_places(places: int, offset: int) -> None:
    """Whole degrees, hours, minutes: bins that do not divide them would make waves of their own."""
    turns = np.arange(places) / places + offset / CELLS
    histogram = Histogram.of([np.repeat(turns, 50)])
    assert histogram.positions == places
    assert len(set(histogram.bins(Binning.blocks(histogram).bins))) == 1


def test_an_edge_missed_by_rounding_is_on_it() -> None:
    hours = np.array([20.333333, 20.3333333333, 20.333334])
    assert Histogram.of([hours / 24]).bins(72)[61] == 3


def test_many_regions_are_coarsened() -> None:
    turns = np.random.default_rng(0).vonmises(0, 2, 300_000) / (2 * np.pi)
    binning = Binning.blocks(_histogram(turns))
    assert 12 <= len(binning.counts) <= 24, binning
    assert binning.rule.startswith(
        f"{binning.bins} equal bins (Rice's rule: 134, at most 120, coarsened to at most 24 regions)"
    )


@pytest.mark.parametrize("regions", [0, -1, 1001, True])
def test_numbers_of_regions_that_cannot_be(regions: int) -> None:
    with pytest.raises(InputError, match=r"regions .* is not an integer between 1 and 1000"):
        Binning.equal(Histogram(), regions)
