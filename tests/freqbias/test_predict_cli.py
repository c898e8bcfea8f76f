"""``freqbias predict`` as a user meets it."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from freqbias.cli import main

Run = Callable[..., tuple[int, str, str]]
_ARRIVALS = Path(__file__).parents[2] / "examples" / "arrivals.csv"
_QUICK = ("--frequencies", "1,3", "--bootstrap", "0")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``predict`` in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["predict", *arguments])
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


FILES: dict[str, str | bytes] = {
    "angles.csv": "angle,name\n" + "".join(f"{0.1 * k},u\n" for k in range(60)),
    "empty.csv": "",
    "header.csv": "angle\n",
    "one.csv": "angle\n" + "0.5\n" * 9,
    "binary.csv": b"\xff\xfe\xfd" * 99,
    "days.csv": "hour\n3.5\n17\n23.5\n",
    "whole.csv": "angle\n1\n2\n3\n",
    "far.csv": "angle\n1e300\n1\n",
    "origin.csv": "x,y\n0,0\n0,0\n",
    "excel.csv": "a\n44927.35\n44930.5\n44931.7\n",
    "huge.csv": "x,y\n0.1,1\n0.5,-1e101\n",
    "zeros.csv": "angle,y\n0.1,0\n0.5,0\n",
}

BAD_INPUT = [
    (["nothing.csv"], "file 'nothing.csv' does not exist"),
    (["."], "file '.' is a folder"),
    (["empty.csv"], "file 'empty.csv' is empty"),
    (["header.csv"], "file 'header.csv' has no rows to use"),
    (["one.csv"], "column 'angle' has all its 9 angles in one place, 0.5 radians"),
    (["binary.csv"], "file 'binary.csv' is not text in UTF-8"),
    (
        ["days.csv"],
        "runs from 3.5 to 23.5, more than one turn of radians; name its unit: --unit hours",
    ),
    (["whole.csv"], "in whole numbers only"),
    (["far.csv"], "contains 1e+300, too large to be an angle"),
    (["origin.csv", "--column", "x,y"], "has no rows to use, all 2 of them without an angle"),
    (["angles.csv", "--column", "angel"], "unknown column 'angel'; did you mean 'angle'?"),
    (
        ["angles.csv", "--column", "name"],
        "column 'name' contains 'u' in row 1, which is not a number",
    ),
    (["angles.csv", "--column", "a,b,c"], "names 3 columns, neither one nor x,y"),
    (["angles.csv", "--column", "angle,angle"], "names one column twice"),
    (["angles.csv", "--column", "angle,name", "--unit", "hours"], "has no meaning for the coord"),
    (["angles.csv", "--target", "z"], "unknown column 'z'"),
    (["zeros.csv", "--column", "angle", "--target", "y"], "the target is 0 in every row"),
    (["angles.csv", "--unit", "grads"], "'grads' is not one of"),
    (["angles.csv", "--tolerance", "0"], "tolerance 0.0 is not between 0 and 1"),
    (["angles.csv", "--tolerance", "1"], "tolerance 1.0 is not between 0 and 1"),
    (["angles.csv", "--tolerance", "nan"], "tolerance nan is not between 0 and 1"),
    (["angles.csv", "--frequencies", "0:5"], "--frequencies has 0, which is not between 1 and 200"),
    (["angles.csv", "--frequencies", "5:1"], "'5:1' is reversed: 5 is above 1"),
    (["angles.csv", "--frequencies", "-2"], "--frequencies has -2"),
    (["angles.csv", "--frequencies", "x"], "has 'x', which is not a whole number"),
    (["angles.csv", "--regions", "0"], "regions 0 is not an integer between 1 and 1000"),
    (["angles.csv", "--regions", "few"], "--regions has 'few', which is not a whole number"),
    (["angles.csv", "--kernel", "both_layer"], "did you mean 'both_layers'?"),
    (["angles.csv", "--learning-rate", "99"], "the largest stable one is"),
    (["angles.csv", "--learning-rate", "-1"], "learning rate -1 is not positive"),
    (["angles.csv", "--learning-rate", "__import__('os')"], "learning rate"),
    (["angles.csv", "--samples", "9"], "--samples is for --learning-rate"),
    (["angles.csv", "--loss", "half"], "--loss is for --learning-rate"),
    (["angles.csv", "--width", "9"], "--width is for --learning-rate"),
    (["angles.csv", "--parameterisation", "ntk"], "--parameterisation is for --learning-rate"),
    (["angles.csv", "--batch-size", "9"], "--batch-size is for --learning-rate"),
    (["excel.csv"], "from 44927.3 to 44931.7, which are no angles of one turn in any unit"),
    (["huge.csv", "--column", "x", "--target", "y"], "column 'y' contains -1e+101, too large for"),
    (["angles.csv", "--learning-rate", "1e-3", "--samples", "-9"], "samples -9 is not an integer"),
    (["angles.csv", "--learning-rate", "1e-3", "--batch-size", "61"], "between 1 and 60"),
    (["angles.csv", "--learning-rate", "1e-3", "--parameterisation", "standard"], "width is not"),
    (["angles.csv", "--by", "-1"], "--by -1 is not a positive time"),
    (["angles.csv", "--by", "nan"], "--by nan is not a positive time"),
    (["angles.csv", "--bootstrap", "-1"], "bootstrap -1 is not an integer between 0 and"),
    (["angles.csv", "--plot", "x.jpg"], "--plot 'x.jpg' does not end in .svg or .png"),
    (["angles.csv", "--plot", "none/x.svg"], "--plot 'none/x.svg' cannot be written"),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD_INPUT, ids=lambda v: str(v)[:50])
def test_bad_input_is_one_sentence_and_status_2(
    run: Run, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    status, out, err = run(*arguments, "--json")
    assert status == 2, (out, err)
    assert sentence in err, err
    assert err.count("\n") == 1, f"more than one line: {err}"
    assert not out
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FILES)


def test_the_table_fits_and_names_what_it_shows(run: Run) -> None:
    status, out, err = run(str(_ARRIVALS), "--unit", "hours", "--by", "500")
    assert status == 0, err
    assert max(map(len, out.splitlines())) <= 100, out
    assert "\x1b" not in out
    for words in ("254 rows", "12 equal bins", "Rice", "Bayesian blocks", "0 to 4", "10 to 24",
                  "k = 1 ", "95% bootstrap", "share learned by operator time 500"):  # fmt: skip
        assert words in " ".join(out.split()) + " ", f"{words!r} is missing in\n{out}"


def test_json_has_everything_with_units(run: Run) -> None:
    arguments = (
        "--unit",
        "hours",
        "--learning-rate",
        "0.001",
        "--batch-size",
        "127",
        "--by",
        "500",
    )
    status, out, err = run(str(_ARRIVALS), *arguments, "--frequencies", "2:4", "--json")
    assert status == 0, err
    data = json.loads(out)
    assert [(r["left"], r["right"], r["count"]) for r in data["regions"]] == [
        (0, 4, 31), (4, 10, 18), (10, 24, 205)
    ]  # fmt: skip
    assert data["rows"] == {"read": 254, "used": 254, "not_finite": 0, "at_origin": 0}
    mass = sum(r["density_per_radian"] * (r["right"] - r["left"]) for r in data["regions"])
    assert mass * 2 * np.pi / 24 == pytest.approx(1)
    times, steps = np.array(data["operator_time"]), np.array(data["steps"])
    assert times.shape == (3, 3)
    assert steps * data["training"]["operator_time_per_step"] == pytest.approx(times)
    assert np.array(data["epochs"]) * 2 == pytest.approx(steps), "two batches make an epoch"
    low, high = (np.array(data["operator_time_interval"][end]) for end in ("low", "high"))
    assert ((low < times) & (times < high)).all()
    assert data["by"]["operator_time"] == pytest.approx(0.127 * 500)


def test_rows_left_out_are_counted(run: Run, tmp_path: Path) -> None:
    lines = "0,0\n1,0\n,2\n0,1\n-1,0\ninf,1\n"
    (tmp_path / "points.csv").write_text("x,y\n" + lines)
    status, out, _ = run("points.csv", "--column", "x,y", "--regions", "2", *_QUICK)
    assert status == 0
    assert "3 of 6 rows" in out
    assert "2 without a finite number; 1 at the origin" in " ".join(out.split())


def test_a_target_and_a_gap(run: Run, tmp_path: Path) -> None:
    x = np.pi * (np.arange(500) + 0.5) / 500
    rows = "".join(f"{a!r},{math.sin(2 * a)!r}\n" for a in x.tolist())
    (tmp_path / "wave.csv").write_text("angle,y\n" + rows)
    options = ("--column", "angle", "--target", "y", "--regions", "2", "--by", "100")
    status, out, _ = run("wave.csv", *options, *_QUICK)
    assert status == 0
    assert "gap" in out
    assert "target y: mean square 0.5" in out
    data = json.loads(run("wave.csv", *options, *_QUICK, "--json")[1])
    assert data["operator_time"][1] == [None, None]
    assert data["target"]["operator_time"][1] is None
    assert data["target"]["energy_by_region"][0] == pytest.approx(0.5, rel=0.02)
    assert 0 < data["target"]["share_learned"][0] <= 1


@pytest.mark.parametrize("name", ["map.svg", "map.png"])
def test_plot_is_written_whole(run: Run, tmp_path: Path, name: str) -> None:
    status, _, err = run(str(_ARRIVALS), "--unit", "hours", *_QUICK, "--plot", name)
    assert status == 0, err
    data = (tmp_path / name).read_bytes()
    if name.endswith("svg"):
        words = "".join(ElementTree.fromstring(data).itertext())
        assert data.startswith(b"<?xml")
        assert "DOCTYPE" not in words
    else:
        assert data.startswith(b"\x89PNG")
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_output_is_the_same_in_a_process_of_its_own(run: Run) -> None:
    arguments = [str(_ARRIVALS), "--unit", "hours", "--frequencies", "1,5", "--seed", "3", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "freqbias", "predict", *arguments],
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(run(*arguments)[1])


@pytest.mark.parametrize(("most", "noted"), [(1.0, True), (1.1, False)])
def test_values_within_one_may_be_turns(run: Run, tmp_path: Path, most: float, noted: bool) -> None:
    values = np.linspace(0.1, most, 50).tolist()
    (tmp_path / "a.csv").write_text("a\n" + "\n".join(map(repr, values)))
    status, _, err = run("a.csv", *_QUICK, "--json")
    assert status == 0
    expected = "freqbias: values span 0.14 of a turn of radians; --unit turns?\n"
    assert err == (expected if noted else "")
    assert not run("a.csv", *_QUICK, "--unit", "radians")[2]


def test_the_picture_is_thought_of_before_the_work(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    status, _, err = run("nothing.csv", "--plot", "map.png")
    assert status == 2
    assert "plots need matplotlib" in err


def test_a_picture_replaces_what_a_link_points_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "map.png")
    status, _, err = run(str(_ARRIVALS), "--unit", "hours", *_QUICK, "--plot", "link.png")
    assert status == 0, err
    assert (tmp_path / "link.png").is_symlink()
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
