"""Tests that rest on claims, and the fixtures."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

pytest_plugins = ["pytester"]


def test_a_marked_test_rests_on_its_claim(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    compare: Callable[[pytest.RunResult, str], None],
    step_proved: Callable[[], None],
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
    compare(result, "marker")
    properties = {
        (case.get("name"), entry.get("name")): entry.get("value")
        for case in ElementTree.parse(pytester.path / "report.xml").iter("testcase")
        for entry in case.iter("property")
    }
    assert properties["test_needs_it", "claim"] == "basri2020.arccos.step"
    assert properties["test_needs_it", "verdict of basri2020.arccos.step"] == "REFUTED"
    step_proved()
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
