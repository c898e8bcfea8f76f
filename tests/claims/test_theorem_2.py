"""Theorems 2 and 5 and figure 11: the checks on laws that are known; their settings by other routes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import eigvalsh

from freqbias.claims import records
from freqbias.claims.basri2020.section_5 import figure_11, theorem_2, theorem_5
from freqbias.claims.claim import Claim
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding
from freqbias.claims.judge import Status, Verdict
from freqbias.numerics.deep_networks import settled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.dense import gram_matrix
from freqbias.theory.kernels import deep

_TRENDS = theorem_2.CLAIMS
_BOUND, _GEOMETRIC = theorem_5.CLAIMS
_CIRCLE, _SPHERE, _HIGH, _SUMS = figure_11.CLAIMS


def _noise(shape: tuple[int, ...], size: float = 0.05) -> Floats:
    return np.exp(size * np.random.default_rng(0).standard_normal(shape))


def _law(exponent: float, size: float = 0.05) -> Any:
    def deviations(protocol: theorem_2.Protocol, seed: int) -> Floats:
        rows = np.array(protocol.widths, dtype=float)[:, None] ** exponent
        return rows * _noise((len(protocol.widths), protocol.seeds), size)

    return deviations


def _examined(claim: Claim) -> Verdict:
    verdict = records.examine(claim, {})
    assert verdict.defect is None, verdict
    return verdict


@pytest.mark.parametrize("claim", _TRENDS, ids=lambda c: c.id)
@pytest.mark.parametrize(
    ("exponent", "status"),
    [(-0.3, Status.SUPPORTED), (-0.05, Status.CONTRADICTED), (0.2, Status.CONTRADICTED)],
)
def test_a_trend_is_seen(
    monkeypatch: pytest.MonkeyPatch, claim: Claim, exponent: float, status: Status
) -> None:
    monkeypatch.setattr(theorem_2, "deviations", _law(exponent))
    verdict = _examined(claim)
    assert verdict.status is status, verdict
    assert verdict.rejected == len(verdict.controls) >= 3


def test_no_trend_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theorem_2, "deviations", _law(-0.1, size=2))
    verdict = _examined(_TRENDS[0])
    assert verdict.status is Status.UNDECIDED, verdict
    assert "no trend" in verdict.ruling.reason


def test_tau_is_that_of_the_statement() -> None:
    """m ~ tau^-6, and other protocols leave f as it is."""
    vanishing = theorem_2.Protocol(1, (64,), 1, vanishing=True)
    assert vanishing.tau(4096) == pytest.approx(1 / 4, rel=1e-12)
    assert theorem_2.Protocol(1, (64,), 1).tau(4096) == 1


def _decades(durations: list[float], growth: float = 1.0) -> Any:
    """eta T for durations of the factors of ten at the first distance."""

    def times(seed: int) -> Floats:
        inverse = np.array([1 / d for d in theorem_5._DISTANCES])[:, None, None]
        return np.asarray(inverse**growth * _noise((3, 6, 1)) * np.cumsum(durations))

    return times


@pytest.mark.parametrize(
    ("growth", "status"),
    [(1.0, Status.SUPPORTED), (0.7, Status.SUPPORTED), (2.0, Status.CONTRADICTED)],
)
def test_the_growth_with_distance(
    monkeypatch: pytest.MonkeyPatch, growth: float, status: Status
) -> None:
    monkeypatch.setattr(theorem_5, "times", _decades([1, 1, 1, 1], growth))
    assert _examined(_BOUND).status is status


@pytest.mark.parametrize(
    ("durations", "finding"),
    [
        ([0.5, 1, 1, 1], Finding.HOLDS),
        ([1, 10, 100, 1000], Finding.FAILS),  # Phi ~ 1/t
        ([1, 3.2, 10, 32], Finding.FAILS),  # Phi ~ 1/t^2
        ([8, 4, 2, 1], Finding.FAILS),
        ([1, 1, 1, np.inf], Finding.OPEN),
    ],
)
def test_geometric_decay_is_told_from_powers(
    monkeypatch: pytest.MonkeyPatch, durations: list[float], finding: Finding
) -> None:
    monkeypatch.setattr(theorem_5, "times", _decades(durations))
    assert _GEOMETRIC.check(Context(), _GEOMETRIC.statement).finding is finding


def test_geometric_decay_rejects_the_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theorem_5, "times", _decades([0.5, 1, 1, 1]))
    verdict = _examined(_GEOMETRIC)
    assert verdict.status is Status.SUPPORTED
    assert verdict.rejected == len(verdict.controls) >= 3


def test_the_labels_of_pairs_are_slow() -> None:
    """They are orthogonal to what the pairs have in common."""
    points, labels = theorem_5._pairs(0.2)
    assert np.allclose(np.diff(points.reshape(2, 4), axis=0), 0.2)
    assert np.array_equal(labels[:4], -labels[4:])


@pytest.mark.parametrize("claim", [_CIRCLE, _SPHERE, _HIGH], ids=lambda c: c.id)
@pytest.mark.parametrize(
    ("ratio", "status"),
    [
        (1.0, Status.SUPPORTED),
        (2.9, Status.CONTRADICTED),
        (0.3, Status.CONTRADICTED),
        (np.inf, Status.UNDECIDED),
    ],
)
def test_ratios_are_compared_with_the_range(
    monkeypatch: pytest.MonkeyPatch, claim: Claim, ratio: float, status: Status
) -> None:
    monkeypatch.setattr(figure_11, "ratios", lambda setting, seed: {(3, 1): ratio * _noise((8,))})
    assert _examined(claim).status is status


@pytest.mark.parametrize("claim", [_CIRCLE, _SPHERE, _HIGH], ids=lambda c: c.id)
def test_an_interval_across_an_end_decides_nothing(
    monkeypatch: pytest.MonkeyPatch, claim: Claim
) -> None:
    end = float(claim.statement.high)
    monkeypatch.setattr(figure_11, "ratios", lambda setting, seed: {(3, 1): end * _noise((8,))})
    assert _examined(claim).status is Status.UNDECIDED


@pytest.mark.parametrize("layers", [3, 7])
@pytest.mark.parametrize("degree", [1, 3, 8])
def test_the_prediction_is_descent_by_the_sampled_kernel(layers: int, degree: int) -> None:
    """On the circle the sampled eigenvalue is the operator's up to aliasing."""
    count = 126
    data = figure_11.circle(degree, count)
    h = gram_matrix(deep(layers), 2 * np.pi * np.arange(count) / count)
    residual, errors = -data.targets, [1.0]
    steps = figure_11.predicted(layers, degree, 2)
    for _ in range(int(1.2 * steps)):
        residual = residual - float(figure_11._ETA) * 2 / count * h @ residual
        errors.append(float(np.linalg.norm(residual) / np.linalg.norm(data.targets)))
    assert settled(errors, 0.05) == pytest.approx(steps, rel=0.05, abs=1)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_harmonics_have_mean_square_one(degree: int) -> None:
    for data in (figure_11.circle(degree), figure_11.sphere(degree)):
        assert np.allclose(np.linalg.norm(data.inputs, axis=1), 1)
        assert np.mean(data.targets**2) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("layers", [3, 7])
def test_the_stability_bound_is_that_of_the_dense_matrix(layers: int) -> None:
    points = 2 * np.pi * np.arange(630) / 630
    largest = eigvalsh(gram_matrix(deep(layers), points), subset_by_index=(629, 629))[0]
    excess = float(figure_11._excess(layers, figure_11._ETA))
    assert excess == pytest.approx(0.05 * largest - 2, rel=1e-10)


def test_the_printed_step_diverges_with_the_sums() -> None:
    verdict = _examined(_SUMS)
    assert verdict.status is Status.CERTIFIED, verdict
    assert verdict.rejected == len(verdict.controls) >= 3
