"""The directive ``derivations``: a table of all derivations, from the catalogue."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from freqbias.derivations.catalogue import DERIVATIONS

__all__ = ["setup"]


class Derivations(SphinxDirective):
    """Name and title of each, formulas as formulas."""

    def run(self) -> list[Any]:
        """The table, parsed as Markdown."""
        rows = (f"| `{name}` | {_cell(build().title)} |" for name, build in DERIVATIONS.items())
        return self.parse_text_to_nodes("\n".join(["| name | shows |", "|---|---|", *rows]))


def _cell(text: str) -> str:
    """Text in a table: a bar would end the cell."""
    return text.replace("|", r"\|")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("derivations", Derivations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
