"""Claims inside pytest: what is collected, what fails and how it reads, what is refused."""

from __future__ import annotations

import concurrent.futures.process
import json
import multiprocessing.popen_forkserver
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import freqbias.testing.fixtures
import freqbias.testing.markers
import freqbias.testing.properties
import freqbias.testing.session
from freqbias import strategies
from freqbias.claims import ledger

pytest_plugins = ["pytester"]

# A run of pytest inside this process forgets what it imported, but must not start a second server of
# processes, nor load the mathematics again.
_LOADED = (concurrent, multiprocessing, freqbias, strategies)
_SNAPSHOTS = Path(__file__).parent / "pytest_plugin_snapshots"
_WRONG = '''
import sympy as sp
from freqbias.claims.parameters import DENSITIES
from freqbias.strategies import piecewise_constant_densities
from freqbias.testing import claim

@claim(
    "mine.root-mean",
    given={"p": piecewise_constant_densities(max_ratio=9, gaps=False)},
    domain={"p": DENSITIES},
    controls={"Z": {"power": 1}, "Z^4": {"power": 4}, "twice": {"factor": 2}},
    examples=20,
)
def test_root_mean(p, power=2, factor=1):
    """Z^2 is 1/(2 pi) for every density, since a density has integral 1."""
    return factor * p.root_mean**power - 1 / (2 * sp.pi)

@claim(
    "mine.mass",
    given={"p": piecewise_constant_densities(max_pieces=2)},
    controls={"none": {"mass": 0}, "two": {"mass": 2}, "three": {"mass": 3}},
    examples=10,
)
def test_mass(p, mass=1):
    """Every density has integral 1."""
    return p.fourier_coefficient(0) - mass

def test_ordinary():
    assert False
'''
_FILE = """
import os, time
from dataclasses import replace
from freqbias.claims.registry import claim
good = replace(claim("basri2020.arccos.relu"), correction=None, derivation=None)

def hangs(context, statement):
    while True:
        try:
            time.sleep(1)
        except Exception:
            pass

def kills(context, statement):
    os.kill(os.getpid(), 9)

CLAIMS = [{}]
"""


def _claims(*entries: str) -> str:
    """A claim file; each entry is an id and what replaces fields of a true claim."""
    return _FILE.replace("{}", ", ".join(f"replace(good, id={entry})" for entry in entries))


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache that the runs of this module share."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(autouse=True)
def _private_cache(evidence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREQBIAS_CACHE", str(evidence))


def _readable(text: str) -> str:
    """Without what depends on the machine: times, folders, versions."""
    text = re.sub(r"\d+\.\d+s", "SECONDS", text)
    text = re.sub(r"trust base .*(\n {12}.*)*", "trust base  VERSIONS", text)
    return re.sub(r"/\S*/(?=\w+\.py)", "FOLDER/", text)


def _failures(result: pytest.RunResult) -> str:
    found = re.search(r"=+ FAILURES =+\n(.*?)\n(=+ |- generated)", str(result.stdout), re.S)
    assert found is not None, result.stdout.str()
    return _readable(found.group(1)) + "\n"


def _compare(result: pytest.RunResult, name: str) -> None:
    found, expected = Path(f"{name}.txt").resolve(), _SNAPSHOTS / f"{name}.txt"
    found.write_text(_failures(result), encoding="utf-8")
    assert found.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8"), (
        f"the output is not that in {expected}; if {found} reads better, copy it there"
    )


def test_a_deliberate_error_is_refuted_by_a_density_that_is_named(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(test_mine=_WRONG)
    result = pytester.runpytest("--claims", str(pytester.path))
    result.assert_outcomes(passed=1, failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "freqbias *: 0 of * claims of the papers selected",
            "*at p = piecewise constant 1 : 2 on*",
            "2 claims: 1 SUPPORTED, 1 REFUTED; 6 of 6 controls rejected",
            "Only claims ran: 1 other tests were left out.",
        ]
    )
    _compare(result, "refuted")


def test_a_decorated_test_is_a_claim_without_the_option_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(_WRONG)
    pytester.runpytest("-k", "mass").assert_outcomes(passed=1, deselected=2)


def test_claims_of_the_papers_reproduce_the_ledger(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("1 / 0")  # where no path is given, files of one's own are not even read
    result = pytester.runpytest("--claims", "basri2020.arccos.step", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "claims::basri2020.arccos.step REFUTED *",
            "claims::basri2020.arccos.step.corrected PROVED *",
            "2 claims: 1 PROVED, 1 REFUTED; * controls rejected",
        ]
    )


def _altered(monkeypatch: pytest.MonkeyPatch, id_: str, verdict: str) -> None:
    entries = ledger.committed()
    entries[id_] = {**entries[id_], "verdict": verdict}
    monkeypatch.setattr(ledger, "committed", lambda: entries)


def test_a_verdict_that_differs_from_the_ledger_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    _altered(monkeypatch, "basri2020.arccos.step", "PROVED")
    result = pytester.runpytest("--claims", "basri2020.arccos.step")
    result.assert_outcomes(passed=1, failed=1)
    _compare(result, "ledger")


@pytest.mark.parametrize("selector", ["basri2020.eq32", "basri2020.eq21"])
def test_an_alias_selects_what_the_id_does(pytester: pytest.Pytester, selector: str) -> None:
    result = pytester.runpytest("--claims", selector, "--collect-only", "-q")
    result.stdout.fnmatch_lines(["claims::basri2020.eq21"])


def test_slow_claims_run_only_where_they_are_named(pytester: pytest.Pytester) -> None:
    items, _ = pytester.inline_genitems("--claims", "basri2020.fig7")
    skipped = {item.name: item.get_closest_marker("skip") is not None for item in items}
    assert skipped == {
        "basri2020.fig7.limit": False,
        "basri2020.fig7": False,
        "basri2020.fig7.ratios": True,
    }
    result = pytester.runpytest("--claims", "basri2020", "-k", "fig7.ratios", "-rs")
    result.stdout.fnmatch_lines(["SKIPPED*slow: it takes minutes; name it to run it"])


def test_the_option_takes_a_path_a_selector_or_both(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("mine")
    file = folder / "claims_mine.py"
    file.write_text(_claims("'mine.one'", "'mine.two'", "'other.one'"), encoding="utf-8")
    pytester.makepyfile(_claims("'mine.three'"))

    def ids(*arguments: str) -> list[str]:
        result = pytester.runpytest("--collect-only", "-q", *arguments)
        return [line.split("::")[1] for line in result.outlines if "::" in line]

    assert ids("--claims", "mine") == ["mine.one", "mine.two", "other.one"], "a path"
    assert ids("--claims", "mine.two", "mine") == ["mine.two"], "a selector and a path"
    assert ids("--claims", "mine.one", "--claims", "other") == ["mine.one", "other.one"]
    assert ids("--claims", "mine.three") == ["mine.three"], "CLAIMS of a test module"
    assert ids("--claims", "mine/claims_mine.py::mine.two") == ["mine.two"], "a node"
    everything = ids("--claims")
    assert {"mine.one", "mine.three", "basri2020.eq10"} <= set(everything)
    assert ids() == [], "nothing without it"


def test_a_named_file_is_a_claim_file_whatever_its_name(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(anything=_claims("'mine.one'"))
    result = pytester.runpytest("--claims", "anything.py")
    result.assert_outcomes(passed=1)


def test_what_a_check_does_is_its_defect(pytester: pytest.Pytester) -> None:
    entries = ("'mine.hangs', check=hangs", "'mine.kills', check=kills", "'mine.good'")
    pytester.makepyfile(claims_mine=_claims(*entries))
    result = pytester.runpytest("--claims", "--claims-timeout", "5", "claims_mine.py")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "mine.hangs is defective: its check did not end within 5 seconds",
            "mine.kills is defective: the process in which its check ran was killed*",
        ]
    )
    assert "Traceback" not in str(result.stdout)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("'mine.good', expected='REFUTED'", "mine.good is PROVED, not REFUTED: exact for *"),
        ("'basri2020.eq10'", "*defective: the id basri2020.eq10 is given to two claims"),
        (
            "'mine.open', check=lambda c, s: c.open('who knows')",
            "mine.open is UNDECIDED: who knows",
        ),
    ],
)
def test_what_is_not_expected_fails(pytester: pytest.Pytester, entry: str, sentence: str) -> None:
    pytester.makepyfile(claims_mine=_claims(entry))
    result = pytester.runpytest("--claims", "claims_mine.py")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([sentence])


def test_an_expected_refutation_passes(pytester: pytest.Pytester) -> None:
    entry = "'mine.wrong', statement=2 * good.statement, expected='REFUTED'"
    pytester.makepyfile(claims_mine=_claims(entry))
    pytester.runpytest("--claims", "claims_mine.py").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f(:", "cannot be run: SyntaxError"),
        ("import sys; sys.exit(0)", "cannot be run: SystemExit"),
        ("import os; os.kill(os.getpid(), 9)", "ends the process that runs it"),
        ("while True: pass", "did not end within 1 seconds"),
        ("CLAIMS = 3", "defines no list or tuple CLAIMS"),
        (_claims(repr("a::b\n[c]")), "is not words of letters, digits, - and _"),
    ],
)
def test_a_bad_claim_file_is_one_sentence(pytester: pytest.Pytester, text: str, words: str) -> None:
    pytester.makepyfile(claims_mine=text)
    seconds = "1" if text.startswith("while") else "60"
    result = pytester.runpytest("--claims", "claims_mine.py", "--claims-timeout", seconds)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    errors = re.search(r"ERROR collecting.*?\n(.*?)\n=", str(result.stdout), re.S)
    assert errors is not None, result.stdout.str()
    assert words in errors.group(1)
    assert len(errors.group(1).splitlines()) == 1, errors.group(1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["basri2020.eq2x"], "unknown claim 'basri2020.eq2x'; did you mean"),
        (["nowhere.py"], "there is no file 'nowhere.py'"),
        (["mine/claims.py::mine.one"], "there is no file 'mine/claims.py'"),
        (["x\n[::"], "unknown claim 'x\\n[::'"),
        (["--claims-timeout", "0"], "is not between 0 and 1e6 seconds"),
        (["--claims-json", "nowhere/report.json"], "it names no file"),
        (["--claims-json", "."], "it names no file"),
        (["one.py", "two.py"], "the id mine.one is given to a claim in * and to one in"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    pytester: pytest.Pytester, arguments: list[str], words: str
) -> None:
    pytester.makepyfile(one=_claims("'mine.one'"), two=_claims("'mine.one'"))
    result = pytester.runpytest("--claims", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str()
    result.stderr.re_match_lines([f"ERROR: .*{re.escape(words).replace(chr(92) + '*', '.*')}"])


def test_a_marked_test_rests_on_its_claim(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.claim("basri2020.arccos.step")
        def test_rests_on_it(check):
            assert check("basri2020.arccos.step").status.value == "REFUTED"

        @pytest.mark.claim("basri2020.arccos.step", verdict="PROVED")
        def test_needs_it():
            assert False, "this does not run"
        """
    )
    result = pytester.runpytest("--strict-markers", "--junitxml=report.xml")
    result.assert_outcomes(passed=1, failed=1)
    _compare(result, "marker")
    properties = {
        (case.get("name"), entry.get("name")): entry.get("value")
        for case in ElementTree.parse(pytester.path / "report.xml").iter("testcase")
        for entry in case.iter("property")
    }
    assert properties["test_needs_it", "claim"] == "basri2020.arccos.step"
    assert properties["test_needs_it", "verdict of basri2020.arccos.step"] == "REFUTED"
    _altered(monkeypatch, "basri2020.arccos.step", "PROVED")
    again = pytester.runpytest("-k", "rests_on_it")
    again.stdout.fnmatch_lines(
        ["*basri2020.arccos.step is REFUTED, in the committed ledger PROVED"]
    )


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("'basri2020.nothing'", "*test_it: @pytest.mark.claim: unknown claim 'basri2020.nothing'*"),
        ("'basri2020.eq10', verdict='TRUE'", "*the verdict 'TRUE' is none of PROVED, *"),
        ("", "*it takes one id*"),
        ("id='basri2020.eq10'", "*it takes one id*"),
    ],
)
def test_a_marker_that_names_nothing_is_refused(
    pytester: pytest.Pytester, marker: str, words: str
) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.claim({marker})\ndef test_it(): pass")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([words])


def test_fixtures_have_defaults_options_and_parameters(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfreqbias_density = 1 : 3 on -1, 0, 1\nfreqbias_kernel = deep:2")
    pytester.makepyfile(
        """
        import pytest
        import freqbias as fb

        def test_options(density, kernel):
            assert (density.weights, kernel.name) == ((1, 3), "deep:2")

        @pytest.mark.parametrize("density", [
            fb.uniform(),
            "piecewise constant 1 on breaks -1, 1 (pi)",
            "trigonometric p(x) = 1/(2*pi)",
            ("-1, 1", [1]),
        ], indirect=True)
        @pytest.mark.parametrize("kernel", ["first_layer", fb.kernels.first_layer], indirect=True)
        def test_parameters(density, kernel):
            assert density.is_uniform and kernel is fb.kernels.first_layer
        """
    )
    pytester.runpytest().assert_outcomes(passed=9)


def _report(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON report, without what depends on the machine."""
    records = json.loads(path.read_text(encoding="utf-8"))
    for record in records:
        del record["seconds"], record["evidence"]["seconds"]
    return list(records)


def test_workers_of_xdist_report_what_one_process_does(pytester: pytest.Pytester) -> None:
    wrong = "'mine.wrong', statement=2 * good.statement"
    pytester.makepyfile(claims_mine=_claims("'mine.good'", wrong))
    pytester.makepyfile("def test_ordinary(): pass")
    arguments = ("--claims", "basri2020.arccos.step", "--claims=mine", str(pytester.path))
    alone = pytester.runpytest(*arguments, "--claims-json=alone.json")
    alone.assert_outcomes(passed=3, failed=1, deselected=1)
    spread = pytester.runpytest_subprocess(
        *arguments, "-n2", "--claims-json=spread.json", "--junitxml=report.xml"
    )
    spread.assert_outcomes(passed=3, failed=1)
    for result in (alone, spread):
        line = "4 claims: 2 PROVED, 2 REFUTED; * controls rejected"
        result.stdout.fnmatch_lines([line])
    reports = [_report(pytester.path / f"{name}.json") for name in ("alone", "spread")]
    assert reports[0] == reports[1]
    outcomes = {record["id"]: record["test"]["outcome"] for record in reports[0]}
    assert outcomes["mine.wrong"] == "failed"
    properties = {
        (case.get("name"), entry.get("name"))
        for case in ElementTree.parse(pytester.path / "report.xml").iter("testcase")
        for entry in case.iter("property")
    }
    for name in ("claim", "verdict", "reason", "seconds", "controls"):
        assert ("basri2020.arccos.step", name) in properties


def test_workers_of_xdist_refuse_with_a_sentence(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.claim('nothing')\ndef test_it(): pass")
    result = pytester.runpytest_subprocess("-n2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*@pytest.mark.claim: unknown claim 'nothing'*"])


def test_a_claim_in_a_class_is_refused(pytester: pytest.Pytester) -> None:
    inside = (
        _WRONG.replace("\n", "\n    ").replace("    import", "import").replace("    from", "from")
    )
    head, _, body = inside.partition("    @claim")
    pytester.makepyfile(f"{head}\nclass TestMine:\n    @claim{body}")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(
        ["the claim mine.root-mean does not stand at the top of its module"]
    )


def test_unused_it_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('OURS', *sorted(n for n in sys.modules if n.startswith('freqbias')))\n"
        "    print('HEAVY', *sorted({'sympy', 'numpy', 'flint', 'click'} & set(sys.modules)))\n"
    )
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ},
        timeout=60,
    )
    assert "OURS freqbias freqbias.pytest_plugin\nHEAVY\n" in done.stdout, done.stdout
