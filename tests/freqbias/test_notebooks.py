"""The notebooks of examples/ show what their cells compute now."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

_EXAMPLES = Path(__file__).parents[2] / "examples"
_NOTEBOOKS = sorted(_EXAMPLES.glob("*.ipynb"))
_IDS = [path.stem for path in _NOTEBOOKS]


def _executed(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("execute", _EXAMPLES / "execute.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.executed(path)


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def _texts(notebook: Any) -> list[tuple[str, list[str]]]:
    """Each code cell with its text outputs; the versions of software are left out."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [(cell.source, [_stable(_text(output)) for output in cell.outputs]) for cell in cells]


def _text(output: Any) -> str:
    return str(output.get("text") or output.get("data", {}).get("text/plain", ""))


def _stable(text: str) -> str:
    return re.sub(r"^  software .*(\n {12}.*)*", "  software", text, flags=re.M)


def test_software_is_all_that_is_left_out() -> None:
    shown = "  because   x\n  software  sympy 1,\n            scipy 2\n  rests on  y"
    assert _stable(shown) == "  because   x\n  software\n  rests on  y"


def test_there_are_two() -> None:
    assert len(_NOTEBOOKS) == 2


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=_IDS)
def test_committed_with_outputs_and_nothing_of_a_machine(path: Path) -> None:
    notebook = _read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any("image/svg+xml" in o.get("data", {}) for cell in code for o in cell.outputs)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert not any(cell.metadata for cell in notebook.cells)
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"/(?:home|root|tmp|work|Users)/", text)
    assert "Traceback" not in text


@pytest.mark.parametrize("path", _NOTEBOOKS, ids=_IDS)
def test_outputs_are_real(path: Path) -> None:
    for (source, now), (_, before) in zip(
        _texts(_executed(path)), _texts(_read(path)), strict=True
    ):
        assert now == before, f"python examples/execute.py changes the output of\n{source}"
