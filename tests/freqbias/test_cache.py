"""The cache is never believed when it is damaged, and never in the way."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.cache import Cache

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children)
    ),
    max_leaves=8,
)


class Reports(list[str]):
    """Collects what the cache reports."""

    def __call__(self, sentence: str) -> None:
        self.append(sentence)


@given(value=_JSON, key=st.text(min_size=1, max_size=20))
def test_what_is_put_is_got(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    path = tmp_path_factory.mktemp("cache") / "c.sqlite"
    Cache(path, pytest.fail).put(key, value)
    assert Cache(path, pytest.fail).get(key) == value


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, 6000])
def test_truncated_file_is_reported_and_rebuilt(tmp_path: Path, keep: int) -> None:
    path, reports = tmp_path / "c.sqlite", Reports()
    cache = Cache(path, reports)
    for n in range(200):
        cache.put(f"key {n}", "x" * 100)
    path.write_bytes(path.read_bytes()[:keep])
    again = Cache(path, reports)
    assert again.get("key 3") is None
    assert keep == 0 or any("damaged" in sentence for sentence in reports), reports
    again.put("key 3", "new")
    assert Cache(path, pytest.fail).get("key 3") == "new"


@pytest.mark.parametrize(
    "junk", [b"not a database at all, but long enough" * 50, b"SQLite format 3\0"]
)
def test_junk_is_reported_and_rebuilt(tmp_path: Path, junk: bytes) -> None:
    path, reports = tmp_path / "c.sqlite", Reports()
    path.write_bytes(junk)
    cache = Cache(path, reports)
    cache.put("k", 1)
    assert cache.get("k") == 1
    assert len(reports) == 1
    assert "damaged" in reports[0]


def test_foreign_table_is_rebuilt(tmp_path: Path) -> None:
    path, reports = tmp_path / "c.sqlite", Reports()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE rows (something TEXT)")
    connection.close()
    cache = Cache(path, reports)
    cache.put("k", 1)
    assert cache.get("k") == 1
    assert "damaged" in reports[0]


def test_changed_row_is_not_believed(tmp_path: Path) -> None:
    path, reports = tmp_path / "c.sqlite", Reports()
    Cache(path, reports).put("k", {"verdict": "REFUTED"})
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE rows SET payload = replace(payload, 'REFUTED', 'PROVED')")
    connection.close()
    assert Cache(path, reports).get("k") is None
    assert "damaged" in reports[0]


def test_a_locked_cache_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, reports = tmp_path / "c.sqlite", Reports()
    Cache(path, reports).put("k", 1)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout: connect(file, timeout=0.1))
    owner = connect(path, isolation_level=None)
    owner.execute("BEGIN EXCLUSIVE")
    cache = Cache(path, reports)
    assert cache.get("k") is None
    assert reports == [reports[0]]
    assert "locked" in reports[0]
    owner.execute("ROLLBACK")
    owner.close()
    assert not path.with_suffix(".damaged").exists()
    assert Cache(path, pytest.fail).get("k") == 1


def test_unwritable_folder_is_reported_once(tmp_path: Path) -> None:
    reports = Reports()
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "c.sqlite", reports)
    cache.put("k", 1)
    assert cache.get("k") is None
    assert len(reports) == 1
    assert "going on without" in reports[0]
