"""The checker as a program: what is tampered with fails, nothing ends in a traceback."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "checker" / "check.py"
_SPEC = importlib.util.spec_from_file_location("check", PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
check: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)

_PI = {
    "format": "freqbias-certificate-1",
    "kind": "defect",
    "claim": "test.pi",
    "defect": ["+", ["pi"], ["*", ["q", "-22/7"], ["cos", ["q", "0"]]]],
    "interval": ["-0.0012644892673497", "-0.0012644892673496"],
}


def _status(certificate: Any) -> str:
    text = certificate if isinstance(certificate, str) else json.dumps(certificate)
    status: str = check.verify(text)[0]
    return status


def test_the_plain_certificate_is_verified() -> None:
    assert check.verify(json.dumps(_PI))[:2] == ("verified", "test.pi")


@pytest.mark.parametrize(
    "change",
    [
        {"interval": ["-0.0012644892673499", "-0.0012644892673498"]},
        {"interval": ["0.0012644892673496", "0.0012644892673497"]},
        {"interval": ["-1", "1"]},
        {"interval": ["-0.0012644892673496", "-0.0012644892673497"]},
        {"interval": ["nan", "1"]},
        {"interval": [-1, -0.5]},
        {"defect": ["+", ["pi"], ["*", ["q", "-22/7"], ["cos", ["q", "1/1000000"]]]]},
        {"defect": ["+", ["pi"], ["*", ["q", "22/7"], ["cos", ["q", "0"]]]]},
        {"defect": ["+", ["pi"], ["var", "x"]]},
        {"defect": ["gamma", ["pi"]]},
        {"interval": [-0.0012644892673497, "-0.0012644892673496"]},
        {"defect": ["+", ["pi"], ["*", ["q", "-22/7"], ["cos", ["q", 0]]]]},
        {"defect": ["+", ["pi"], ["*", ["q", "-\u0662\u0662/7"], ["cos", ["q", "0"]]]]},
        {"defect": ["+", ["pi"], ["*", ["q", "-\uff12\uff12/7"], ["cos", ["q", "0"]]]]},
        {"defect": ["let", 1, ["q", "-22/7"], ["+", ["pi"], ["var", 1]]]},
        {"defect": ["q", "1/0"]},
        {"defect": ["q", "9" * 10**6]},
        {"defect": ["^", ["pi"], "1000000000"]},
        {"defect": ["pi", ["pi"]]},
        {"defect": ["+"]},
        {"defect": {"+": 1}},
        {"defect": None},
        {"defect": ["matrix", [["pi"]]]},
        {"defect": ["m*", ["matrix", [["pi"]]], ["matrix", [["pi"], ["pi"]]]]},
        {"defect": ["sin", ["matrix", [["pi"]]]]},
        {"format": "freqbias-certificate-2"},
        {"kind": "trust me"},
        {"claim": "\x1b[32mverified"},
        {"claim": None},
    ],
    ids=lambda change: "-".join(f"{k} {str(v)[:30]}" for k, v in change.items()),
)
def test_what_is_tampered_with_is_not_verified(change: dict[str, Any]) -> None:
    assert _status({**_PI, **change}) != "verified"


def test_bombs_end_in_one_sentence() -> None:
    deep = "[" * 100_000
    nested = json.dumps(_PI).replace('["pi"]', '["sin", ' * 500 + '["pi"]' + "]" * 500, 1)
    tower: Any = ["q", "900"]
    for _ in range(30):
        tower = ["exp", tower]
    square: Any = ["q", "3"]
    for _ in range(60):
        square = ["^", square, "100"]
    for text in ("", "{", deep, nested, '{"claim": 1, "claim": 2}', "[" + "1" * 5000 + "]"):
        assert check.verify(text)[0] == "FAILED", text[:40]
    for bomb in (tower, square):
        assert _status({**_PI, "defect": bomb}) == "not verified"


@pytest.mark.parametrize("key", ["defect", "interval", "claim", "kind"])
def test_a_key_that_occurs_twice_is_refused(key: str) -> None:
    """Another program might read the other one."""
    text = json.dumps(_PI)
    again = f"{text[:-1]}, {json.dumps(key)}: {json.dumps(_PI[key])}}}"
    assert json.loads(again) == _PI
    assert check.verify(again)[::2] == ("FAILED", "malformed: a key occurs twice")


@given(st.recursive(st.text(max_size=5) | st.integers() | st.none(), st.lists, max_leaves=12))
def test_any_json_gets_a_status(data: Any) -> None:
    assert _status({**_PI, "defect": data}) in ("FAILED", "not verified")
    assert _status(data) == "FAILED"


# The command.


def _run(*arguments: str) -> tuple[int, str]:
    """In isolated mode, without site packages: nothing but the standard library can be imported."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(PATH), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_command_and_its_exit_status(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(_PI))
    code, output = _run(str(tmp_path))
    assert (code, output.splitlines()[-1]) == (0, "1 of 1 certificates verified")
    assert output.startswith("verified      test.pi: ")
    (tmp_path / "wrong.json").write_text(json.dumps({**_PI, "defect": ["pi"]}))
    (tmp_path / "worse.json").write_bytes(b"\xff\xfe\x00")
    code, output = _run(str(tmp_path))
    assert (code, output.count("FAILED")) == (1, 2)
    assert _run(str(tmp_path / "absent.json"))[0] == 2
    assert _run()[0] == 2
    assert _run("--help")[0] == 2
