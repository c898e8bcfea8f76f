"""The command line as a user meets it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from freqbias.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit status, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        captured = capfd.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def _spectrum(breaks: str, weights: str) -> list[str]:
    return ["spectrum", "--breaks", breaks, "--weights", weights]


BAD_INPUT = [
    (_spectrum("-1,1", "-1"), "weights contains -1, which is not >= 0"),
    (_spectrum("-1,1", "nan"), "weights 'nan' cannot be read at character 1"),
    (_spectrum("-1,1", "inf"), "weights 'inf' cannot be read at character 1"),
    (_spectrum("-1,0,1", "0,0"), "all zero"),
    (_spectrum("-1,1/2,0,1", "1,2,3"), "breaks must increase, but 1/2 is followed by 0"),
    (_spectrum("-1,0,0,1", "1,2,3"), "breaks must increase, but 0 is followed by 0"),
    (_spectrum("-1,0,2", "1,2"), "breaks must span one turn, 2 in units of pi, but span 3"),
    (_spectrum("-1,0,1", "1,2,3"), "weights has 3 entries, but the breaks make 2 pieces"),
    (_spectrum("-pi,pi", "1"), "write -1"),
    (_spectrum("__import__('os')", "1"), "breaks \"__import__('os')\" cannot be read"),
    (_spectrum("-1,1", "1e999999"), "more than 400 digits"),
    (_spectrum("-1,1", "9" * 5000), "5000 characters, more than 4000"),
    (_spectrum("", ""), "breaks '' cannot be read"),
    (["spectrum"], "give either --breaks and --weights, or --density alone"),
    (["spectrum", "--density", "1 + 2 cos(x)"], "negative somewhere"),
    (["spectrum", "--density", "__import__('os')"], "cannot be read at character 1"),
    ([*_spectrum("-1,1", "1"), "--digits", "1000000"], "1000000 is not in the range"),
    ([*_spectrum("-1,1", "1"), "--count", "0"], "0 is not in the range"),
    ([*_spectrum("-1,1", "1"), "--count", "1e9"], "'1e9' is not a valid integer"),
    ([*_spectrum("-1,1", "1"), "--kernel", "both_layer"], "did you mean 'both_layers'?"),
    (["fourier", "--kernel", "deep:0"], "depth 0 is not an integer between 1 and 1000"),
    (["fourier", "--kernel", "random_bias:x"], "beta 'x' is not a number"),
    (["verify", "basri2020.eq99"], "did you mean"),
    (["verify", "__import__('os')"], "unknown claim"),
    (["verify", "--jobs", "0"], "0 is not in the range"),
    (["verify", "--profile", "slow"], "'slow' is not one of"),
    (["verify", "--json", "/nonexistent/folder/x.json", "basri2020.eq4"], "cannot be written"),
    (["verify", "--json", "", "basri2020.eq4"], "names no file"),
    (["verify", "--json", "/tmp", "basri2020.eq4"], "names no file"),
    (_spectrum("-1,1", "1e000000999999999"), "more than 400 digits"),
    (_spectrum("-1,1", "sin(" * 300 + "1" + ")" * 300), "more than 100 parentheses"),
    (["spectrum", "--density", "((1+cos(x))^16)^16"], "a power of a power"),
    (["show", "basri2020.eq5.print"], "did you mean 'basri2020.eq5.printed'?"),
    (["nonsense"], "No such command 'nonsense'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD_INPUT, ids=lambda v: str(v)[:60])
def test_bad_input_is_one_sentence_and_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*arguments)
    assert status == 2, (out, err)
    assert sentence in err, err
    assert err.count("\n") == 1, f"more than one line: {err}"
    assert "Traceback" not in err
    assert not out
    assert not [p for p in tmp_path.iterdir() if p.suffix in {".json", ".part"}]


def test_breaks_that_begin_with_a_minus_sign(run: Run) -> None:
    apart = run("spectrum", "--breaks", "-1,0,1", "--weights", "4,1", "--json")
    joined = run("spectrum", "--breaks=-1,0,1", "--weights=4,1", "--json")
    assert apart == joined
    assert apart[0] == 0


def test_spectrum_json(run: Run) -> None:
    status, out, _ = run(*_spectrum("-1,1", "1"), "--count", "4", "--json")
    data = json.loads(out)
    assert status == 0
    assert set(data) == {"kernel", "density", "eigenvalues"}
    rows = data["eigenvalues"]
    assert [row["index"] for row in rows] == [0, 1, 3]
    assert [row["multiplicity"] for row in rows] == [1, 2, 2], (
        "the last row may go beyond the count"
    )
    assert all(row["certified"] is True for row in rows)
    assert all(row["cluster"] is False for row in rows)
    assert float(rows[0]["mid"]) == pytest.approx(1 / 8 + 1 / (2 * 9.869604401089358), abs=1e-14)
    assert all(isinstance(row[name], str) for row in rows for name in ("mid", "rad"))


def test_fourier_json_is_certified_for_closed_forms(run: Run) -> None:
    _, out, _ = run("fourier", "--count", "3", "--digits", "40", "--json")
    row = json.loads(out)["coefficients"][2]
    assert row["closed"] == "5/(9*pi)"
    assert row["certified"] is True
    assert row["mid"].startswith("0.1768388256576614841876486")
    _, out, err = run("fourier", "--kernel", "random_bias", "--count", "2", "--json")
    assert json.loads(out)["coefficients"][0]["certified"] is False
    assert "no closed form" in err


def test_kernels_lists_normalisations(run: Run) -> None:
    status, out, _ = run("kernels", "--json")
    names = {kernel["name"]: kernel for kernel in json.loads(out)}
    assert status == 0
    assert "as printed in 2003.04560" in names["first_layer_bias"]["normalisation"]
    assert names["deep:2"]["exponential_polynomial"] is False


def test_claims_json_reads_the_committed_ledger(run: Run) -> None:
    _, out, _ = run("claims", "--json")
    items = {item["id"]: item for item in json.loads(out)}
    assert set(items["basri2020.eq1"]) == {
        "id",
        "aliases",
        "kind",
        "verdict",
        "proof",
        "correction",
        "controls",
        "says",
        "certificate",
    }
    assert items["basri2020.eq20.z-scaling"]["verdict"] == "REFUTED"


def test_verify_selects_by_prefix_and_reports(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    status, out, err = run("verify", "basri2020.arccos", "--jobs", "1", "--json", str(target))
    records = json.loads(target.read_text())
    assert status == 0, err
    assert [r["id"] for r in records] == [
        f"basri2020.arccos.{x}" for x in ("relu", "step", "step.corrected")
    ]
    assert "2 PROVED, 1 REFUTED" in out
    assert "ledger is reproduced" in err
    assert records[1]["snippet"]
    assert list(tmp_path.glob("*.part")) == []


def test_json_to_a_pipe_leaves_it_a_pipe(run: Run, tmp_path: Path) -> None:
    import threading

    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    status, _, _ = run("verify", "basri2020.eq4", "--jobs", "1", "--json", str(pipe))
    reader.join(timeout=30)
    assert status == 0
    assert json.loads(read[0])[0]["id"] == "basri2020.eq4.constant"
    assert pipe.is_fifo()


def test_json_follows_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    run("verify", "basri2020.eq4", "--jobs", "1", "--json", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())


def test_closed_pipe_is_no_failure() -> None:
    command = f"{sys.executable} -m freqbias fourier --count 200 | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_verify_fails_when_a_verdict_differs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from freqbias.claims import ledger

    wrong = {id_: {**item, "verdict": "REFUTED"} for id_, item in ledger.committed().items()}
    monkeypatch.setattr(ledger, "committed", lambda: wrong)
    status, _, err = run("verify", "basri2020.eq4", "--jobs", "1")
    assert status == 1
    assert "basri2020.eq4.constant: verdict is PROVED, in the ledger REFUTED" in err


def test_show_has_evidence_and_counterexample(run: Run) -> None:
    status, out, _ = run("show", "basri2020.arccos.step")
    assert status == 0
    for word in (
        "REFUTED",
        "rho = -3/5",
        "basri2020.arccos.step.corrected",
        "mp.dps = 30",
        "trust base",
    ):
        assert word in out, f"{word} is missing in\n{out}"


def test_show_draws_what_a_claim_rests_on(run: Run) -> None:
    status, out, _ = run("show", "basri2020.weyl", "--mermaid")
    assert status == 0
    assert out.startswith("flowchart LR")
    assert "hill.weyl" in out
    _, out, _ = run("show", "basri2020.weyl", "--json")
    edges = json.loads(out)["graph"]["edges"]
    asked = {"from": "claim:basri2020.weyl", "to": "derivation:hill.weyl", "relation": "rests on"}
    assert asked in edges


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "freqbias", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
        timeout=300,
    )


def test_output_off_a_terminal_is_plain() -> None:
    done = _process("claims")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    forced = _process("claims", FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(r"\x1b\[3\d", forced.stdout), "NO_COLOR is not respected"


def test_help_names_every_command() -> None:
    done = _process("--help")
    assert done.returncode == 0
    for command in ("verify", "claims", "show", "kernels", "spectrum", "converge", "predict"):
        assert command in done.stdout


def test_damaged_cache_is_reported_and_rebuilt(tmp_path: Path) -> None:
    (tmp_path / "evidence.sqlite").write_bytes(b"junk" * 1000)
    done = _process("verify", "basri2020.eq4", FREQBIAS_CACHE=str(tmp_path))
    assert done.returncode == 0
    assert "damaged" in done.stderr
    again = _process("verify", "basri2020.eq4", FREQBIAS_CACHE=str(tmp_path))
    assert "damaged" not in again.stderr


def test_interrupt_leaves_a_usable_cache(tmp_path: Path) -> None:
    import signal
    import time

    arguments = [sys.executable, "-m", "freqbias", "verify", "--jobs", "2"]
    environment = {**os.environ, "FREQBIAS_CACHE": str(tmp_path)}
    process = subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not _rows(tmp_path) >= 2 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    assert process.returncode in (0, 130), f"{process.returncode}: {err}"
    after = _process("verify", "basri2020.eq4", FREQBIAS_CACHE=str(tmp_path))
    assert after.returncode == 0
    assert "damaged" not in after.stderr


def _rows(folder: Path) -> int:
    import sqlite3

    path = folder / "evidence.sqlite"
    if not path.exists():
        return 0
    try:
        connection = sqlite3.connect(path, timeout=1)
        (count,) = connection.execute("SELECT count(*) FROM rows").fetchone()
        connection.close()
    except sqlite3.Error:
        return 0
    return int(count)


def test_show_of_a_statement_tells_what_fails_and_what_holds(run: Run) -> None:
    status, out, _ = run("show", "basri2020.eq20")
    assert status == 0
    assert "readings" in out.splitlines()[0]
    refuted = out.index("basri2020.eq20.z-scaling")
    holds = out.rindex("basri2020.eq20.asymptotic")
    assert refuted < holds, "what is wrong comes first"
    assert "instead" in out[refuted:holds]
    _, out, _ = run("show", "basri2020.eq20", "--json")
    assert {"basri2020.eq20.scale", "basri2020.eq20.asymptotic"} <= {
        r["id"] for r in json.loads(out)
    }


def test_the_program_that_show_prints_runs(run: Run) -> None:
    """It is not folded: the longest lines of all come out whole."""
    _, out, _ = run("show", "basri2020.eq21.suprema")
    program = out.split("mpmath alone:")[1].strip() + "\n"
    compile(program, "snippet", "exec")
    _, listed, _ = run("claims")
    assert "…" not in listed
