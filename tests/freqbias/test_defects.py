"""Bad claims are reported as what they are, with their ids, and the others run on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_FILE = """
import os, time
from dataclasses import replace
from freqbias.claims.claim import Claim, Kind, Source
from freqbias.claims.registry import claim

good = replace(claim("basri2020.arccos.relu"), correction=None)
here = Source("a file", "v1", "here")

def sleeps(context, statement):
    while True:
        try:
            time.sleep(1)
        except Exception:
            pass

def says_yes(context, statement):
    return context.holds((good.domain,), ())

def interrupts(context, statement):
    raise KeyboardInterrupt

def prints(context, statement):
    print("garbage", flush=True)
    return good.check(context, statement)

class Unshown:
    def __str__(self):
        raise ValueError("no text")

CLAIMS = [
    replace(good, id="mine.good"),
    Claim("mine.no-domain", here, Kind.IDENTITY, "1 = 1", 1),
    Claim("mine.no-check", here, Kind.IDENTITY, "1 = 1", 1, {}),
    replace(good, id="mine.twice"),
    replace(good, id="mine.twice"),
    replace(good, id="basri2020.eq10"),
    replace(good, id="mine.nothing", check=lambda context, statement: None),
    replace(good, id="mine.raises", check=lambda context, statement: 1 / 0),
    replace(good, id="mine.hangs", check=sleeps),
    replace(good, id="mine.kills", check=lambda context, statement: os.kill(os.getpid(), 9)),
    replace(good, id="mine.fooled", check=says_yes),
    replace(good, id="mine.two-controls", controls=good.controls[:2]),
    replace(good, id="mine.same-names", controls=good.controls[:1] * 3),
    replace(good, id="mine.nowhere", correction="mine.missing"),
    Claim("mine.pending", here, Kind.IDENTITY, "1 = 1", 1, {}, pending="not built yet"),
    replace(good, id="mine.both", pending="not built yet"),
    replace(good, id="mine.exits", check=lambda context, statement: exit(0)),
    replace(good, id="mine.interrupts", check=interrupts),
    replace(good, id="mine.aliases", aliases=None),
    replace(good, id="mine.controls", controls=[1, 2, 3]),
    replace(good, id="mine.unshown", statement=Unshown()),
    replace(good, id="mine.prints", check=prints),
    replace(good, id="mine.last"),
]
"""
_DEFECTS = {
    "mine.no-domain": "its domain is missing",
    "mine.no-check": "neither a check",
    "mine.twice": "given to two claims",
    "basri2020.eq10": "given to two claims",
    "mine.nothing": "returned NoneType",
    "mine.raises": "ZeroDivisionError",
    "mine.hangs": "did not end within 3 seconds",
    "mine.kills": "was killed",
    "mine.fooled": "does not reject the control",
    "mine.two-controls": "3 are needed",
    "mine.same-names": "have one name",
    "mine.nowhere": "mine.missing",
    "mine.both": "a check and a reason",
    "mine.exits": "SystemExit",
    "mine.interrupts": "KeyboardInterrupt",
    "mine.aliases": "its aliases None",
    "mine.controls": "not a tuple of Control",
    "mine.unshown": "it raised",
}


def _verify(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "freqbias", "verify", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "FREQBIAS_CACHE": str(cache)},
        check=False,
        timeout=120,
    )


def test_every_defect_is_named_and_the_rest_is_examined(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(_FILE)
    report = tmp_path / "report.json"
    done = _verify(
        "--file",
        str(file),
        "--time-limit",
        "3",
        "--jobs",
        "2",
        "--json",
        str(report),
        cache=tmp_path,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr, done.stderr
    assert "garbage" not in done.stdout
    records = {record["id"]: record for record in json.loads(report.read_text())}
    assert {id_ for id_, record in records.items() if record["defect"]} == set(_DEFECTS)
    for id_, words in _DEFECTS.items():
        assert words in records[id_]["defect"], records[id_]["defect"]
        assert records[id_]["verdict"] == "UNDECIDED"
        assert f"{id_} is defective" in done.stderr
    good = ("mine.good", "mine.prints", "mine.last")
    assert {records[id_]["verdict"] for id_ in good} == {"PROVED"}
    assert records["mine.pending"]["reason"] == "not built yet"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0", "cannot be run: ZeroDivisionError"),
        ("CLAIMS = 3", "defines no list or tuple CLAIMS"),
        ("CLAIMS = [1]", "CLAIMS[0]"),
        ("CLAIMS = []", "are none"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("import os; os.kill(os.getpid(), 9)", "ends the process"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
    ],
)
def test_a_file_that_holds_no_claims_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    done = _verify("--file", str(file), cache=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_file_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    done = _verify("--file", str(tmp_path / "nowhere.py"), cache=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


def test_two_runs_at_once_share_a_cache(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "freqbias", "verify", "basri2020.eq5", "basri2020.A"]
    environment = {**os.environ, "FREQBIAS_CACHE": str(tmp_path)}
    runs = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for run in runs:
        _, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors
        assert "damaged" not in errors
        assert "cannot be used" not in errors


def test_a_full_disk_costs_the_cache_and_nothing_else(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk; what was written stays readable."""
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); "
        "from freqbias.cli import main; main(['verify', 'basri2020.A', '--jobs', '1'])"
    )
    environment = {**os.environ, "FREQBIAS_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", limited],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "going on without" in done.stderr
    again = _verify("basri2020.A", cache=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "damaged" not in again.stderr, again.stderr


def test_a_file_that_hangs_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import time\nwhile True: time.sleep(1)")
    done = _verify("--file", str(file), "--time-limit", "2", cache=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


def test_a_thread_that_never_ends_holds_nothing_up(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    text = """
import threading, time
from dataclasses import replace
from freqbias.claims.registry import claim
good = claim("basri2020.arccos.relu")
def check(context, statement):
    threading.Thread(target=time.sleep, args=(500,)).start()
    return good.check(context, statement)
CLAIMS = [replace(good, id="mine.threads", correction=None, check=check)]
"""
    file.write_text(text)
    assert _verify("--file", str(file), cache=tmp_path).returncode == 0


def test_a_claim_out_of_time_keeps_its_certificate(tmp_path: Path) -> None:
    """The file of an earlier run is not touched by a run that could not decide."""
    kept = tmp_path / "basri2020.eq20.pairs.json"
    kept.write_text("{}")
    options = ("--fresh", "--time-limit", "0.01", "--certificates", str(tmp_path))
    done = _verify("basri2020.eq20.pairs", *options, cache=tmp_path)
    assert done.returncode == 1
    assert kept.read_text() == "{}", "the certificate was replaced or removed"
