"""The store of a sweep is never believed when it is damaged, and nothing in it is lost."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.sweeps import Row, Store, execute, plan, sweep
from freqbias.sweeps.table import COLUMNS
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError

_P = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_REAL = st.floats(allow_nan=False)
_ROW = st.builds(
    Row, st.just("key"), st.text(), st.text(), st.text(), st.integers(1, 10**9), st.text(),
    st.none() | st.integers(0, 2**63 - 1), st.integers(1, 9), st.just(0), st.integers(1, 9),
    _REAL, _REAL, st.booleans(), _REAL, _REAL, st.none() | _REAL, _REAL,
)  # fmt: skip


class Reports(list[str]):
    """Collects what the store reports."""

    def __call__(self, sentence: str) -> None:
        self.append(sentence)


def _matrices(number: int, count: int) -> list[tuple[Row, ...]]:
    return [
        tuple(
            Row(f"{n}", "v", "p", "k", n, "iid", n, count, i, 1, 0.5 / (i + 1), 0.0, True, 0.5, 0.0,
                None, 1.0)
            for i in range(count)
        )
        for n in range(number)
    ]  # fmt: skip


@settings(max_examples=25)
@given(row=_ROW, more=_ROW)
def test_rows_are_read_as_written(
    tmp_path_factory: pytest.TempPathFactory, row: Row, more: Row
) -> None:
    path = tmp_path_factory.mktemp("store") / "runs.sqlite"
    rows = (row, replace(more, index=1))
    Store(path, pytest.fail).put(rows)
    assert Store(path, pytest.fail).get("key") == rows
    assert Store(path, pytest.fail).get("other") is None


def test_what_is_in_the_store_is_not_computed_again(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = sweep([_P], [40], seeds=[0, 1], count=3, store=path)
    more = sweep([_P], [40, 60], seeds=[0, 1, 2], count=3, store=path)
    assert (first.computed, more.computed) == (2, 4)
    assert more[: len(first)] == first.rows, "seconds and all"
    other = sweep([_P], [40], seeds=[0, 1], count=2, store=path)
    assert other.computed == 2, "another count is another matrix's row"


def test_another_edition_is_computed_beside_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "runs.sqlite"
    sweep([_P], [40], seeds=[0], count=3, store=path)
    for module in ("cases", "run", "tasks"):
        monkeypatch.setattr(f"freqbias.sweeps.{module}.edition", lambda: "9.9+new")
    assert sweep([_P], [40], seeds=[0], count=3, store=path).computed == 1
    with sqlite3.connect(path) as session:
        versions = session.execute("SELECT DISTINCT version FROM eigenvalues").fetchall()
    session.close()
    assert len(versions) == 2


def test_other_programs_read_the_store(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "runs.sqlite"
    table = sweep([_P], [40], seeds=[0], count=3, points=["iid", "quantile"], store=path)
    session = sqlite3.connect(path)
    frame = pandas.read_sql('SELECT * FROM eigenvalues ORDER BY points, "index"', session)
    session.close()
    assert list(frame.columns) == list(COLUMNS)
    assert frame["mid"].tolist() == [row.mid for row in table]
    assert frame["seed"].isna().tolist() == [False] * 3 + [True] * 3


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, list[tuple[Row, ...]]]:
    """A store of many matrices."""
    path, matrices = tmp_path / "runs.sqlite", _matrices(40, 14)
    store = Store(path, pytest.fail)
    for rows in matrices:
        store.put(rows)
    return path, matrices


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The content of a store of few matrices."""
    path = tmp_path_factory.mktemp("store") / "runs.sqlite"
    store = Store(path, pytest.fail)
    for rows in _matrices(8, 2):
        store.put(rows)
    return path.read_bytes()


@pytest.mark.parametrize("keep", [100, 4096, 20_000, 40_000])
def test_a_truncated_store_is_set_aside_and_not_believed(
    filled: tuple[Path, list[tuple[Row, ...]]], keep: int
) -> None:
    path, matrices = filled
    whole, reports = path.read_bytes(), Reports()
    path.write_bytes(whole[:keep])
    store = Store(path, reports)
    assert "is damaged" in reports[0]
    aside = path.with_name("runs.sqlite.damaged")
    assert aside.read_bytes() == whole[:keep], "nothing is lost"
    for n, rows in enumerate(matrices):
        assert store.get(f"{n}") in (None, rows)
    store.put(matrices[0])
    assert Store(path, pytest.fail).get("0") == matrices[0]


@settings(max_examples=40)
@given(at=st.integers(0, 10**6), junk=st.binary(min_size=1, max_size=300))
def test_overwritten_bytes_are_never_believed(
    tmp_path_factory: pytest.TempPathFactory, sound: bytes, at: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("store") / "runs.sqlite"
    at %= len(sound) - len(junk)
    damaged = sound[:at] + junk + sound[at + len(junk) :]
    path.write_bytes(damaged)
    try:
        store = Store(path, Reports())
    except InputError:  # no store by its header
        assert path.read_bytes() == damaged, "what is refused is left alone"
        return
    for n, rows in enumerate(_matrices(8, 2)):
        assert store.get(f"{n}") in (None, rows), f"{junk!r} at {at} is believed"


def test_what_is_sound_in_a_damaged_store_is_kept(
    filled: tuple[Path, list[tuple[Row, ...]]],
) -> None:
    path, matrices = filled
    data, reports = bytearray(path.read_bytes()), Reports()
    middle = data.index(b"v", len(data) // 2) // 4096 * 4096
    data[middle : middle + 4096] = b"\xee" * 4096
    path.write_bytes(data)
    store = Store(path, reports)
    kept = sum(store.get(f"{n}") == rows for n, rows in enumerate(matrices))
    assert 10 < kept < 40, f"{kept} of 40 were readable; {reports}"
    assert f"{kept} matrices" in reports[0]


def test_changed_rows_are_computed_again(tmp_path: Path) -> None:
    path, reports = tmp_path / "runs.sqlite", Reports()
    cases = plan([_P], [40], seeds=[0, 1], count=3)
    right = execute(cases, Store(path, pytest.fail))
    with sqlite3.connect(path) as session:
        session.execute(
            'UPDATE eigenvalues SET mid = 1 WHERE run = ? AND "index" = 1', (cases[0].key,)
        )
        session.execute('DELETE FROM eigenvalues WHERE run = ? AND "index" = 2', (cases[1].key,))
    session.close()
    again = execute(cases, Store(path, reports))
    assert again.computed == len(reports) == 2, reports
    assert "not what was written" in reports[0]
    for new, old in zip(again, right, strict=True):
        assert abs(new.mid - old.mid) <= new.rad + old.rad, f"{new} was {old}"


@pytest.mark.parametrize("content", [b"angle\n1\n2\n", b"S", b"SQLite format 3\0" + bytes(200)])
def test_a_file_of_another_kind_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thesis.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is a file of another kind"):
        Store(path, pytest.fail)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["thesis.sqlite"]


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as session:
        session.execute("CREATE TABLE mine (x)")
    session.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="is a file of another kind"):
        Store(path, pytest.fail)
    assert path.read_bytes() == before


def test_a_locked_store_is_no_damaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "runs.sqlite"
    Store(path, pytest.fail)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout: connect(file, timeout=0.1))
    owner = connect(path, isolation_level=None)
    owner.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InputError, match="cannot be used: database is locked"):
        Store(path, pytest.fail)
    owner.execute("ROLLBACK")
    owner.close()
    assert os.listdir(tmp_path) == ["runs.sqlite"]


def test_a_store_that_cannot_be_written_is_said_before_anything_is_computed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"store .*file/runs\.sqlite' cannot be used"):
        sweep([_P], [40], count=3, store=tmp_path / "file" / "runs.sqlite")
