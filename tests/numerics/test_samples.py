"""Reading columns of numbers: every row is read once, and what is wrong is named."""

import gzip
import os
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freqbias.numerics.samples import Table, Unit
from freqbias.theory.errors import InputError


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


_values = st.lists(
    st.one_of(st.floats(allow_nan=False, width=64), st.none()), min_size=1, max_size=30
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=_values, rows=st.integers(1, 7), header=st.booleans())
def test_chunks_are_the_column_as_written(
    tmp_path: Path, values: list[float | None], rows: int, header: bool
) -> None:
    """17 digits are read back to the bit, whatever the chunks; an empty field is nan."""
    lines = ["angle,place"] if header else ["0.25,1"]
    lines += [f"{'' if value is None else repr(value)},1" for value in values]
    table = Table.open(_file(tmp_path, "\n".join(lines)))
    name = "angle" if header else "1"
    read = np.concatenate(list(table.chunks([name], rows)))[:, 0]
    written = [] if header else [0.25]
    expected = np.array([*written, *(np.nan if value is None else value for value in values)])
    close = np.isclose(read, expected, rtol=4e-16, atol=0, equal_nan=True)
    assert read.shape == expected.shape
    assert close.all(), f"read {read}, written {expected}"


def test_columns_keep_the_order_asked_for(tmp_path: Path) -> None:
    table = Table.open(_file(tmp_path, "a,b,c\n1,2,3\n4,5,6\n"))
    (chunk,) = table.chunks(["c", "a"])
    assert chunk.tolist() == [[3, 1], [6, 4]]


def _read(path: Path) -> None:
    table = Table.open(path)
    list(table.chunks([table.only_numeric()]))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        (b"\xff\xfe\x00\x01" * 50, "is not text in UTF-8"),
        (b"\0" * 300, "is not text"),
        ("a\n0.1\n0.2,3\n", "Expected 1 fields in line 3, saw 2"),
        ("a\n0,1\n0,2\n", "more fields than its header"),
        ("a\n0.1\nhere\n", "column 'a' contains 'here' in row 2, which is not a number"),
        ("a\nTrue\nFalse\n", "column 'a' contains 'True' in row 1"),
        ("a,b\nx,y\n", "has no numeric column"),
        ("0.5,here\n0.6,there\n", "'0.5': the first line has numbers, so it is no header"),
        ("a ,a\n1,2\n", "has more than one column 'a'"),
        ("a,b\n1,2\n", "has 2 numeric columns (a, b), so one must be chosen by --column"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(_file(tmp_path, text))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_row_of_a_wrong_entry_is_counted_through_chunks(tmp_path: Path) -> None:
    table = Table.open(_file(tmp_path, "a\n" + "0.5\n" * 10 + "x\n0.5\n"))
    with pytest.raises(InputError, match="contains 'x' in row 11,"):
        list(table.chunks(["a"], 3))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.zip", b"a\n1\n", "cannot be read: File is not a zip file"),
        ("a.xz", b"a\n1\n", "cannot be read"),
        ("a.gz", b"a\n1\n", "cannot be read"),
        ("a.csv.gz", gzip.compress(b"a\n0.5\n0.75\n", mtime=0)[:-9], "cannot be read"),
        ("a.zst", b"", "is packed as .zst, not as"),
        ("a.tar.gz", b"", "is packed as .tar, not as"),
    ],
)
def test_packed_and_misnamed_files(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        _read(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("members", [1, 2])
def test_a_zip_of_one_file_is_read_and_of_two_is_not(tmp_path: Path, members: int) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as packed:
        for number in range(members):
            packed.writestr(f"{number}.csv", "a\n0.5\n")
    if members == 1:
        assert next(Table.open(path).chunks(["a"])).tolist() == [[0.5]]
        return
    with pytest.raises(InputError, match="cannot be read: Multiple files"):
        Table.open(path)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="not a regular file"):
        Table.open(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    "text", ["x, y \n1, 2\n", "x;y\n1;2\n", "x\ty\n1\t2\n", ' x , "y"\n1,2\n', "1;2\n", "1,2"]
)
def test_spaces_and_other_separators(tmp_path: Path, text: str) -> None:
    table = Table.open(_file(tmp_path, text))
    names = ("x", "y") if "x" in text else ("1", "2")
    assert table.columns == names
    assert next(table.chunks([names[1], names[0]])).tolist() == [[2, 1]]


def test_the_header_that_pandas_writes_for_no_names(tmp_path: Path) -> None:
    table = Table.open(_file(tmp_path, ",0,1\n0,0.5,0.6\n1,0.7,0.8\n"))
    assert next(table.chunks(["1"])).tolist() == [[0.6], [0.8]]


@pytest.mark.parametrize("place", [0, 2])
def test_integers_of_any_length_are_numbers(tmp_path: Path, place: int) -> None:
    values = ["0.5", "0.6", "0.7"]
    values[place] = "1" * 30
    table = Table.open(_file(tmp_path, "a\n" + "\n".join(values)))
    (chunk,) = table.chunks(["a"])
    assert chunk[:, 0].tolist() == [float(value) for value in values]
    values[1] = "x"
    wrong = Table.open(_file(tmp_path, "a\n" + "\n".join(values)))
    with pytest.raises(InputError, match="contains 'x' in row 2"):
        list(wrong.chunks(["a"]))


@pytest.mark.parametrize(("name", "what"), [("missing.csv", "does not exist"), ("", "is a folder")])
def test_what_is_no_file(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        Table.open(tmp_path / name)


def test_an_unknown_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    table = Table.open(_file(tmp_path, "hour,name\n1,a\n"))
    with pytest.raises(InputError, match="unknown column 'hours'; did you mean 'hour'"):
        table.column("hours")
    assert table.only_numeric() == "hour"


@given(st.floats(-1e6, 1e6), st.sampled_from(list(Unit)))
def test_turns_undo_the_unit(turns: float, unit: Unit) -> None:
    back = float(unit.turns(np.array([turns * unit.turn]))[0])
    assert back == pytest.approx(turns, rel=1e-15), (
        f"{turns} turns in {unit.value} came back {back}"
    )
