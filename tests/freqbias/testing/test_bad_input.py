"""What cannot be meant is one sentence, and no check takes pytest with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from freqbias.testing import claim
from freqbias.theory.errors import InputError

pytest_plugins = ["pytester"]

_HOSTILE = """
from dataclasses import replace
from freqbias.claims.registry import claim
CLAIMS = [replace(claim("basri2020.eq10"), id="a::b\\n[c]")]
"""


def test_what_a_check_does_is_its_defect(
    pytester: pytest.Pytester, claims: Callable[..., str]
) -> None:
    entries = ("'mine.hangs', check=hangs", "'mine.kills', check=kills", "'mine.good'")
    pytester.makepyfile(claims_mine=claims(*entries))
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
    ("text", "words"),
    [
        ("def f(:", "cannot be run: SyntaxError"),
        ("import sys; sys.exit(0)", "cannot be run: SystemExit"),
        ("import os; os.kill(os.getpid(), 9)", "ends the process that runs it"),
        ("while True: pass", "did not end within 1 seconds"),
        ("CLAIMS = 3", "defines no list or tuple CLAIMS"),
        (_HOSTILE, "is not words of letters, digits, - and _"),
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
    pytester: pytest.Pytester, arguments: list[str], words: str, claims: Callable[..., str]
) -> None:
    pytester.makepyfile(one=claims("'mine.one'"), two=claims("'mine.one'"))
    result = pytester.runpytest("--claims", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str()
    result.stderr.re_match_lines([f"ERROR: .*{re.escape(words).replace(chr(92) + '*', '.*')}"])


def test_a_claim_in_a_class_is_refused(pytester: pytest.Pytester, properties: str) -> None:
    inside = (
        properties.replace("\n", "\n    ")
        .replace("    import", "import")
        .replace("    from", "from")
    )
    head, _, body = inside.partition("    @claim")
    pytester.makepyfile(f"{head}\nclass TestMine:\n    @claim{body}")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(
        ["the claim mine.root-mean does not stand at the top of its module"]
    )


@pytest.mark.parametrize("file", ["test_mine.py", "claims_mine.py"])
def test_a_claim_that_a_mark_hides_is_an_error(
    pytester: pytest.Pytester, properties: str, file: str
) -> None:
    marked = properties.replace("@claim(", "@pytest.mark.filterwarnings('error')\n@claim(", 1)
    pytester.makepyfile(**{file.removesuffix(".py"): f"import pytest\n{marked}"})
    result = pytester.runpytest("--claims", file)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["test_root_mean of *a pytest mark above the claim hides it*"])


def test_what_pytest_would_not_find_or_a_claim_not_heed_is_refused() -> None:
    def mass(p: Any) -> Any:
        return p

    wrongs: Any = {"given": {}, "controls": {}}
    with pytest.raises(InputError, match="'mass' does not begin with 'test'"):
        claim("mine.mass", **wrongs)(mass)
    mass.__name__ = "test_mass"
    with pytest.raises(InputError, match="has the mark 'skip', which claims do not heed"):
        claim("mine.mass", **wrongs)(pytest.mark.skip(mass))
    with pytest.raises(InputError, match="expect 'TRUE' is none of the verdicts"):
        claim("mine.mass", expect="TRUE", **wrongs)
