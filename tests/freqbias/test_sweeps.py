"""A sweep computes what it says, once, through any executor; bad input is one sentence."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from freqbias.numerics.densities import quantile_points, sample
from freqbias.numerics.gram.dense import gram_spectrum
from freqbias.numerics.spectrum import spectrum
from freqbias.sweeps import Case, Row, Store, execute, plan, sweep, tasks
from freqbias.sweeps.reading import read
from freqbias.theory.densities import PiecewiseConstant, Trigonometric, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import both_layers, first_layer_bias, random_bias

_P = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_Q = Trigonometric.from_text("1 + cos(2x)/2")


def _same(table: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether they are the same but for the time, and the rounding that enclosures allow for."""
    for row, more in zip(table, other, strict=True):
        assert replace(row, mid=more.mid, rad=more.rad, seconds=more.seconds) == more
        assert abs(row.mid - more.mid) <= row.rad + more.rad, f"{row} and {more} exclude each other"
    return True


def _small(**changed: Any) -> tuple[Case, ...]:
    given: dict[str, Any] = {"densities": [_P], "samples": [40, 60], "seeds": [0, 1], "count": 3}
    return plan(**{**given, **changed})


def test_rows_are_eigenvalues_of_the_matrices_beside_those_of_the_operator() -> None:
    kernels, kinds = [first_layer_bias, both_layers], ["iid", "quantile"]
    table = sweep([_P, _Q], [50, 90], kernels, seeds=[4], count=5, points=kinds)
    densities, named = {str(p): p for p in (_P, _Q)}, {kernel.name: kernel for kernel in kernels}
    assert len(table) == 2 * 2 * 2 * 2 * 5
    for row in table:
        density, kernel = densities[row.density], named[row.kernel]
        drawn = quantile_points(density, row.n), sample(density, row.n, 4)
        points = drawn[row.points == "iid"]
        dense = gram_spectrum(kernel, points, 5)[row.index]
        assert abs(row.mid - dense) <= row.rad + 1e-14, f"{row}: dense algebra has {dense}"
        exact = spectrum(kernel, density, 5)[row.index].value(20)
        off = abs(float(exact) - row.exact)
        assert off <= row.exact_rad + 1e-16 * row.exact, f"{row}: T has {exact}"
    assert {row.seed for row in table if row.points == "quantile"} == {None}
    assert all(row.certified for row in table), [row for row in table if not row.certified][:3]


def test_copies_have_a_row_each() -> None:
    table = sweep([uniform()], [64], count=4, points="quantile")
    assert [row.index for row in table] == [0, 1, 2, 3], "double eigenvalues, and the last is cut"
    assert table[1].exact == table[2].exact
    assert abs(table[1].deviation) < 1e-3


def test_the_printed_formula_is_for_the_printed_kernel() -> None:
    table = sweep([_P], [40], [first_layer_bias, both_layers], seeds=[0], count=3)
    printed = {row.kernel: row.printed for row in table if row.index == 0}
    assert printed["both_layers"] is None
    assert printed["first_layer_bias"] is not None


def test_values_given_twice_count_once_and_numpy_integers_are_integers() -> None:
    sizes = np.array([60, 40, 60])
    assert _small(samples=sizes, seeds=np.arange(2)) == _small()
    assert len({case.key for case in _small(points=["iid", "quantile"])}) == 6


@pytest.mark.parametrize(
    "changed",
    [
        {"densities": [_Q]},
        {"samples": [41, 61]},
        {"seeds": [2, 3]},
        {"count": 2},
        {"kernels": [first_layer_bias.scaled(2, "first_layer_bias", "twice")]},
    ],
)
def test_keys_depend_on_every_input(changed: dict[str, Any]) -> None:
    assert not {case.key for case in _small()} & {case.key for case in _small(**changed)}


def test_threads_give_the_same_rows() -> None:
    cases = _small(points=["iid", "quantile"])
    with ThreadPoolExecutor(3) as pool:
        parallel = execute(cases, executor=pool)
    assert _same(parallel, execute(cases))


def test_a_dask_cluster_gives_the_same_rows(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    cases, store = _small(), Store(tmp_path / "runs.sqlite", pytest.fail)
    local = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**local) as cluster, cluster.get_client() as client:
        parallel = execute(cases, store, client.get_executor())
    assert _same(parallel, execute(cases))
    assert execute(cases, store).computed == 0


def test_cases_are_small_when_they_are_sent() -> None:
    (case,) = _small(samples=[10**6], seeds=[0])
    assert len(pickle.dumps(case)) < 5000
    again = pickle.loads(pickle.dumps(case))  # noqa: S301
    assert (again, again.key) == (case, case.key)


def test_another_edition_may_not_answer() -> None:
    (case, *_) = _small()
    with pytest.raises(InputError, match=r"a worker has freqbias .*, and not 0\.0\+old as"):
        tasks.sampled(case, "0.0+old")


class Failing(Executor):
    """Fails as told on the call with that number."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.calls, self.at, self.error = 0, at, error

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        future: Future[Any] = Future()
        self.calls += 1
        if self.calls == self.at:
            future.set_exception(self.error)
        else:
            future.set_result(call(*arguments, **named))
        return future


def test_what_one_matrix_lacks_stops_no_other(tmp_path: Path) -> None:
    store, cases = Store(tmp_path / "runs.sqlite", pytest.fail), _small()
    with pytest.raises(InputError, match="no memory"):
        execute(cases, store, Failing(2, InputError("no memory")))
    assert [store.get(case.key) is not None for case in cases] == [False, True, True, True]
    assert execute(cases, store).computed == 1


def test_want_of_memory_is_said_before_anything_is_allocated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("freqbias.memory.available", lambda: 4 * 10**8)
    store, cases = Store(tmp_path / "runs.sqlite", pytest.fail), _small(samples=[40, 10**7])
    with pytest.raises(
        InputError, match=r"10,000,000 independent .* need about .* 400 MB are there"
    ):
        execute(cases, store)
    assert [store.get(case.key) is not None for case in cases] == [True, True, False, False]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"densities": []}, "densities is empty"),
        ({"densities": _P}, "densities .* is not a list"),
        ({"densities": ["uniform"]}, "density 'uniform' is not a density"),
        ({"samples": [0]}, "samples 0 is not an integer between 1 and"),
        ({"samples": [10.5, 20]}, "samples 10.5 is not an integer"),
        ({"samples": 100}, "samples 100 is not a list"),
        ({"seeds": [-1]}, "seed -1 is not an integer between 0 and"),
        ({"seeds": [True]}, "seed True is not an integer"),
        ({"seeds": []}, "seeds is empty"),
        ({"points": "quantile"}, r"seeds \[0, 1\] have no effect on points 'quantile'"),
        ({"points": ["iid", "grid"]}, "unknown kind of points 'grid'"),
        ({"count": 41}, "count 41 is more than the 40 eigenvalues"),
        ({"count": 0}, "count 0 is not an integer between 1 and"),
        ({"kernels": ["deep"]}, "kernel 'deep' is not a Kernel"),
        ({"kernels": [random_bias(1)]}, "kernel random_bias is no exponential polynomial"),
        ({"seeds": range(60_000)}, "the sweep has 120,000 cases, more than 100,000"),
    ],
)
def test_bad_input_is_one_sentence(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        _small(**changed)


_DENSITY = '[[densities]]\nbreaks = "-1, 1"\nweights = "1"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("samples = [10", "is not TOML: Unclosed array"),
        ("samples = [10]\n", "densities is missing"),
        (_DENSITY, "samples is missing"),
        ("sample = [10]\n" + _DENSITY, "unknown key 'sample'; did you mean 'samples'"),
        ("samples = [10]\ndensities = 3", "densities 3 is not a list"),
        ("samples = [10]\ndensities = [3]", "densities contains 3, not breaks and weights"),
        ("samples = [10]\n[[densities]]\nbreak = 1", "unknown key of a density 'break'"),
        ("samples = [10]\n[[densities]]\nbreaks = 1", "a density has breaks, but needs either"),
        ("samples = [10]\n[[densities]]\n", "a density has nothing, but needs either"),
        ("samples = [10]\n[[densities]]\nformula = 'tan(x)'", "tan"),
        ('seeds = "9:0"\nsamples = [10]\n' + _DENSITY, "seeds '9:0' is reversed: 9 is above 0"),
        ('seeds = "-1:3"\nsamples = [10]\n' + _DENSITY, "seeds '-1:3' is not a range such as"),
        ("seeds = 3\nsamples = [10]\n" + _DENSITY, "seeds 3 is not a list"),
        ('kernels = ["first"]\nsamples = [10]\n' + _DENSITY, "unknown kernel 'first'"),
        ("kernels = [1]\nsamples = [10]\n" + _DENSITY, "unknown kernel '1'"),
        ("count = 2.5\nsamples = [10]\n" + _DENSITY, "count 2.5 is not an integer"),
    ],
)
def test_a_bad_file_is_one_sentence_with_its_name(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"sweep file .*plan\.toml'") as error:
        read(path)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_files_that_are_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    with pytest.raises(InputError, match=r"cannot be read: No such file"):
        read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not TOML"):
        read(path)


def test_the_example_is_a_plan() -> None:
    cases = read(Path(__file__).parents[2] / "examples" / "sweep.toml")
    assert len(cases) == 4 * 2 * 11
    assert {case.sample.seed for case in cases} == set(range(10))
