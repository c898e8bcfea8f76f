"""Docstrings are written to be read as text; here they become reStructuredText.

An indented block under a paragraph is a formula, and is shown as it stands.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

__all__ = ["literal_blocks", "setup"]


def literal_blocks(lines: list[str]) -> list[str]:
    """The lines with ``::`` before each indented block that follows a paragraph and a blank line.

    >>> literal_blocks(["It is", "", "    a_ = b", "", "so."])
    ['It is', '', '::', '', '    a_ = b', '', 'so.']
    """
    found: list[str] = []
    inside = False
    for number, line in enumerate(lines):
        indented = line.startswith("    ")
        starts = indented and not inside and number > 1 and not lines[number - 1].strip()
        if starts and not lines[number - 2].startswith((" ", ":", "*", ">>>")):
            found += ["::", ""]
        inside = indented or (inside and not line.strip())
        found.append(line)
    return found


def _process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = literal_blocks(lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect, after autodoc."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
