"""What the README shows is what happens."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from freqbias.cli import main

_README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_OUTPUTS = re.findall(r"<!-- output: freqbias (.*?) -->\n```\n(.*?)```", _README, re.S)


def test_repl_example_runs() -> None:
    (block,) = re.findall(r"```python\n(>>> .*?)```", _README, re.S)
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    assert len(test.examples) == 5, "the example has five lines"
    failed, _ = doctest.DocTestRunner().run(test)
    assert failed == 0


def _stable(text: str) -> list[str]:
    """Lines without trailing space, the seconds a claim took, and the versions it ran with."""
    text = re.sub(r"^trust base .*?(?=^reproduce)", "trust base\n", text, flags=re.S | re.M)
    seconds = r"\s+(\d+\.\d\d|\(\d+\.\d\d s\))$"
    return [re.sub(seconds, "", line.rstrip()) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("command", "shown"), _OUTPUTS, ids=[c for c, _ in _OUTPUTS])
def test_output_shown_is_real(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, shown: str
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    with pytest.raises(SystemExit) as left:
        main(shlex.split(command))
    assert not left.value.code
    assert _stable(capsys.readouterr().out) == _stable(shown)


def test_there_is_output_to_check() -> None:
    assert len(_OUTPUTS) >= 3


@pytest.mark.parametrize("name", ["verify", "tests"])
def test_both_commands_set_up_a_fresh_environment(name: str) -> None:
    (command,) = re.findall(rf"<!-- command: {name} -->\s*```sh\n(.*?)```", _README, re.S)
    assert command.startswith("python3 -m venv ")
    assert "pip install" in command


def test_purpose_is_in_the_first_ten_lines() -> None:
    assert "checks that\ntheory" in "\n".join(_README.splitlines()[:10])


def test_links_lead_somewhere() -> None:
    root = Path(__file__).parents[2]
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", _README)
    assert links
    assert not [link for link in links if not (root / link).exists()]
