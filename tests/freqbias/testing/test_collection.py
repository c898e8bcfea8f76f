"""Which claims run, and which verdicts fail a run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]


def test_a_deliberate_error_is_refuted_by_a_density_that_is_named(
    pytester: pytest.Pytester, properties: str, compare: Callable[[pytest.RunResult, str], None]
) -> None:
    pytester.makepyfile(test_mine=properties)
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
    compare(result, "refuted")


def test_a_decorated_test_is_a_claim_without_the_option_too(
    pytester: pytest.Pytester, properties: str
) -> None:
    pytester.makepyfile(properties)
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


def test_a_verdict_that_differs_from_the_ledger_fails(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    compare: Callable[[pytest.RunResult, str], None],
    step_proved: Callable[[], None],
) -> None:
    step_proved()
    result = pytester.runpytest("--claims", "basri2020.arccos.step")
    result.assert_outcomes(passed=1, failed=1)
    compare(result, "ledger")


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


def test_the_option_takes_a_path_a_selector_or_both(
    pytester: pytest.Pytester, claims: Callable[..., str]
) -> None:
    folder = pytester.mkdir("mine")
    file = folder / "claims_mine.py"
    file.write_text(claims("'mine.one'", "'mine.two'", "'other.one'"), encoding="utf-8")
    pytester.makepyfile(claims("'mine.three'"))

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


def test_a_named_file_is_a_claim_file_whatever_its_name(
    pytester: pytest.Pytester, claims: Callable[..., str]
) -> None:
    pytester.makepyfile(anything=claims("'mine.one'"))
    result = pytester.runpytest("--claims", "anything.py")
    result.assert_outcomes(passed=1)


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
def test_what_is_not_expected_fails(
    pytester: pytest.Pytester, entry: str, sentence: str, claims: Callable[..., str]
) -> None:
    pytester.makepyfile(claims_mine=claims(entry))
    result = pytester.runpytest("--claims", "claims_mine.py")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([sentence])


def test_an_expected_refutation_passes(
    pytester: pytest.Pytester, claims: Callable[..., str]
) -> None:
    entry = "'mine.wrong', statement=2 * good.statement, expected='REFUTED'"
    pytester.makepyfile(claims_mine=claims(entry))
    pytester.runpytest("--claims", "claims_mine.py").assert_outcomes(passed=1)
