"""Eigenvalues of sampled matrices beside those of T: the command, its results, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import freqbias as fb
from freqbias import memory
from freqbias.cli import main
from freqbias.empirical_spectrum import Drawn, EmpiricalSpectrum, Experiment, experiment
from freqbias.empirical_spectrum.experiment import Interrupted
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.theory.densities import PiecewiseConstant, uniform

Run = Callable[..., tuple[int, str, str]]
_THIRDS = ["--breaks", "-1,-1/3,1/3,1", "--weights", "1,2,4"]
_P = PiecewiseConstant.from_text("-1,-1/3,1/3,1", "1,2,4")
_K = fb.kernels.first_layer_bias


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process: exit status, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["empirical", *arguments])
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


@dataclass(frozen=True)
class _Points:
    """Points about which there is no theory."""

    places: tuple[float, ...]
    density = None
    independent = False

    @property
    def size(self) -> int:
        return len(self.places)

    def angles(self) -> Any:
        return np.array(self.places)

    def report(self) -> dict[str, Any]:
        return {}


@settings(max_examples=10)
@given(
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    size=st.integers(12, 200),
    count=st.integers(1, 8),
    points=st.sampled_from(["iid", "quantile"]),
)
def test_every_eigenvalue_of_the_dense_matrix_is_in_its_ball(
    weights: list[int], size: int, count: int, points: str
) -> None:
    breaks = [-1 + 2 * j / len(weights) for j in range(len(weights) + 1)]
    density = fb.piecewise_constant(breaks, weights)
    sample = _Points(tuple(Drawn(density, size, points).angles().tolist()))
    found = Experiment(sample, _K, count).run()
    dense = gram_spectrum(_K, sample.angles(), min(count + 12, size))
    rounding = 1e-14 * size**0.5
    listed = 0
    for row in found:
        mid, rad = (float(row.report()[name]) for name in ("mid", "rad"))
        assert row.sampled.index == listed, f"row begins at {row.sampled.index}, not at {listed}"
        listed += row.sampled.multiplicity
        theirs = dense[row.sampled.index : listed]
        assert np.abs(theirs - mid).max() <= rad + rounding, f"{row.sampled} against dense {theirs}"
    assert listed >= count
    assert found.certified


def test_the_issue_asks_for_these_columns(run: Run) -> None:
    status, out, err = run(*_THIRDS, "--samples", "5000", "--count", "8", "--json")
    data = json.loads(out)
    assert status == 0
    assert re.fullmatch(
        r"freqbias: 5,000 points and 8 eigenvalues need about \S+ MB of memory\n", err
    )
    assert data["samples"] == 5000
    assert (data["points"], data["seed"], data["repeated"]) == ("iid", 0, 0)
    assert data["certified"] is True
    assert data["interrupted"] is False
    exact = fb.spectrum(_P, count=8, digits=15)
    assert [row["index"] for row in data["eigenvalues"]] == list(range(8))
    for row in data["eigenvalues"]:
        assert row["certified"] is True
        assert row["exact"]["certified"] is True
        assert float(row["exact"]["mid"]) == pytest.approx(
            float(exact[row["index"]].row.value), 1e-15
        )
        assert abs(float(row["mid"]) / float(row["exact"]["mid"]) - 1) < 0.2
        assert abs(float(row["sigmas"])) < 6, f"{row['index']}: {row['sigmas']} sigmas from its law"


def test_seeds_and_points_are_what_they_say(run: Run) -> None:
    def values(*more: str) -> list[str]:
        _, out, _ = run(*_THIRDS, "--samples", "500", "--count", "3", "--json", *more)
        return [row["mid"] for row in json.loads(out)["eigenvalues"]]

    assert values() == values("--seed", "0", "--points", "iid")
    assert values() != values("--seed", "1")
    assert values("--points", "quantile") == values("--points", "quantile")


def test_quantile_points_have_no_sigmas(run: Run) -> None:
    _, out, _ = run(*_THIRDS, "--samples", "500", "--points", "quantile", "--json")
    data = json.loads(out)
    assert data["seed"] is None
    assert {row["sigmas"] for row in data["eigenvalues"]} == {None}


def test_a_file_of_angles(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    angles = np.degrees(Drawn(_P, 300).angles())
    path = tmp_path / "points.csv"
    path.write_text("place,angle\n" + "".join(f"a,{x!r}\n" for x in angles.tolist()) + "b,\n")
    own = ["--file", str(path), "--unit", "degrees", "--count", "3", "--json"]
    status, out, _ = run(*own)
    data = json.loads(out)
    assert status == 0
    assert (data["points"], data["column"], data["samples"]) == ("file", "angle", 300)
    assert data["eigenvalues"][0]["exact"] is None
    expected = gram_spectrum(_K, np.radians(angles), 3)
    assert [float(row["mid"]) for row in data["eigenvalues"]] == pytest.approx(expected, rel=1e-9)
    compared = json.loads(run(*own, *_THIRDS)[1])["eigenvalues"][0]
    assert compared["exact"] is not None
    assert compared["sigmas"] is None, "nobody says that points of a file are independent"


def test_repeated_points_are_said_to_make_h_singular(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    path = tmp_path / "points.csv"
    path.write_text("angle\n0.5\n0.5\n1.25\n-2.0\n")
    status, out, _ = run("--file", str(path), "--unit", "radians", "--count", "2")
    assert status == 0
    assert "1 points are where another one is: H is singular" in out


BAD_INPUT = [
    (["--samples", "10"], "give either --breaks and --weights, or --density alone"),
    (_THIRDS, "give either --samples or --file"),
    ([*_THIRDS, "--samples", "10", "--count", "11"], "count 11 is more than the 10 eigenvalues"),
    ([*_THIRDS, "--samples", "10", "--count", "0"], "count 0 is not an integer between 1 and"),
    ([*_THIRDS, "--samples", "0"], "samples 0 is not an integer between 1 and"),
    ([*_THIRDS, "--samples", "1e6"], "'1e6' is not a valid integer"),
    ([*_THIRDS, "--samples", "9", "--seed", "-1"], "seed -1 is not an integer between 0 and"),
    ([*_THIRDS, "--samples", "9", "--seed", "1/2"], "'1/2' is not a valid integer"),
    ([*_THIRDS, "--samples", "20", "--points", "quantile", "--seed", "3"], "--seed has no effect"),
    ([*_THIRDS, "--samples", "20", "--points", "grid"], "'grid' is not one of"),
    ([*_THIRDS, "--samples", "20", "--kernel", "random_bias:1"], "first_layer, first_layer_bias"),
    ([*_THIRDS, "--samples", "20", "--kernel", "both_layer"], "did you mean 'both_layers'?"),
    ([*_THIRDS, "--samples", "20", "--unit", "hours"], "--unit has no effect"),
    (["--file", "missing.csv", "--samples", "3"], "--samples has no effect"),
    (["--file", "missing.csv"], "'missing.csv' does not exist"),
    ([*_THIRDS, "--samples", "1000000000", "--count", "1000"], "of memory, but "),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD_INPUT, ids=lambda v: str(v)[-50:])
def test_bad_input_is_one_sentence_and_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "available", lambda: 2**36)
    status, out, err = run(*arguments)
    assert status == 2, (out, err)
    assert sentence in err, err
    assert err.count("\n") == 1, f"more than one line: {err}"
    assert not out
    assert not list(tmp_path.iterdir())


def test_too_many_points_are_refused_before_anything_is_drawn(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(self: Drawn) -> Any:
        pytest.fail("points were drawn")

    monkeypatch.setattr(Drawn, "angles", drawn)
    monkeypatch.setattr(memory, "available", lambda: 10**8)
    status, _, err = run(*_THIRDS, "--samples", "1000000", "--count", "50")
    assert status == 2
    assert re.fullmatch(r"freqbias: .* need about \S+ GB of memory, but 100 MB are there\n", err)


@pytest.mark.parametrize("values", [None, np.array([0.25, 0.125])])
def test_an_interrupted_run_leaves_the_last_values(
    run: Run, monkeypatch: pytest.MonkeyPatch, values: Any
) -> None:
    def stopped(self: Any, theory: Any, watch: Any) -> EmpiricalSpectrum:
        watch("iteration 1", values)
        if theory is not None:
            theory.result()
        raise KeyboardInterrupt

    monkeypatch.setattr(Experiment, "_run", stopped)
    status, out, _ = run(*_THIRDS, "--samples", "100", "--count", "1", "--json")
    data = json.loads(out)
    assert status == 130
    assert data["interrupted"] is True
    assert data["certified"] is False
    if values is None:
        assert data["eigenvalues"] == []
        return
    (row,) = data["eigenvalues"]
    assert (row["mid"], row["rad"], row["certified"]) == ("0.25", None, False)
    status, out, _ = run(*_THIRDS, "--samples", "100", "--count", "1")
    assert status == 130
    assert "not certified" in out
    assert "Interrupted" in out


def test_what_is_certified_stays_so_if_the_exact_values_are_interrupted(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        def result(self) -> Any:
            raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "in_background", lambda call: Slow())
    status, out, _ = run(*_THIRDS, "--samples", "100", "--count", "2", "--json")
    data = json.loads(out)
    assert status == 130
    assert data["certified"] is True
    assert [row["exact"] for row in data["eigenvalues"]] == [None, None]
    status, out, _ = run(*_THIRDS, "--samples", "100", "--count", "2")
    assert status == 130
    assert "Interrupted before the eigenvalues of T were there." in out


def test_rows_without_a_number_are_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("a\n1.5\n2\nnan\n3\ninf\n")
    _, out, _ = run("--file", str(path), "--count", "2")
    assert "points.csv: 3 of 5 rows, a in radians (2 without a finite number left out)" in out
    _, out, _ = run("--file", str(path), "--count", "2", "--json")
    data = json.loads(out)
    assert (data["samples"], data["left_out"]) == (3, 2)


def test_ctrl_c_ends_a_real_run(tmp_path: Path) -> None:
    """A signal while points are worked on: JSON that is whole, status 130."""
    command = [sys.executable, "-m", "freqbias", "empirical", *_THIRDS, "--count", "200", "--json"]
    with subprocess.Popen(
        [*command, "--samples", "300000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FREQBIAS_CACHE": str(tmp_path)},
    ) as process:
        assert process.stderr is not None
        assert "need about" in process.stderr.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert json.loads(out)["interrupted"] is True
    assert "Traceback" not in err


def test_a_library_call_raises_what_python_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Any, theory: Any, watch: Any) -> EmpiricalSpectrum:
        raise KeyboardInterrupt

    monkeypatch.setattr(Experiment, "_run", stopped)
    with pytest.raises(KeyboardInterrupt) as caught:
        fb.empirical(_P, 100)
    assert isinstance(caught.value, Interrupted)


def test_memory_that_is_refused_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(self: Any, theory: Any, watch: Any) -> EmpiricalSpectrum:
        raise MemoryError

    monkeypatch.setattr(experiment.Experiment, "_run", starved)
    with pytest.raises(fb.InputError, match="100 points and 12 eigenvalues need about"):
        fb.empirical(_P, 100)


def test_vectors_are_eigenvectors_in_the_order_of_the_points() -> None:
    sample = Drawn(_P, 800, seed=3)
    found = Experiment(sample, count=6).run()
    vectors = found.vectors()
    values = np.array([float(row.sampled.value) for row in found])
    residual = fb.gram(sample.angles()) @ vectors / 800 - vectors * values
    assert np.abs(vectors.T @ vectors - np.eye(6)).max() < 1e-12
    assert np.linalg.norm(residual, axis=0).max() < 1e-9


def test_tables_show_themselves() -> None:
    found = fb.empirical(uniform(), 400, count=40)
    lines = repr(found).splitlines()
    assert lines[:2] == ["kernel first_layer_bias", "piecewise constant 1 on breaks -1, 1 (pi)"]
    assert lines[2] == "400 independent samples, seed 0"
    assert "..." in repr(found)
    assert "..." not in found.text()
    assert max(map(len, found.text().splitlines())) <= 80
    assert found._repr_html_().count("<tr>") == 25


def test_gram_is_the_operator_of_the_library() -> None:
    x = np.array([0.0, 1.0, -3.0])
    v = np.array([1.0, -2.0, 0.5])
    dense = gram_spectrum(_K, x, 3)
    assert np.linalg.eigvalsh(fb.gram(x) @ np.eye(3))[::-1] / 3 == pytest.approx(dense)
    w = np.array([1.0, 0.0, 4.0])
    assert fb.gram(x, weights=w) @ v == pytest.approx(np.sqrt(w) * (fb.gram(x) @ (np.sqrt(w) * v)))
    with pytest.raises(fb.InputError, match="kernel 3 is not a Kernel"):
        fb.gram(x, 3)  # type: ignore[arg-type]
