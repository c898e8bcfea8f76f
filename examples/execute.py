"""Execute the notebooks of this folder anew, outputs included: ``python examples/execute.py``.

What depends on the machine or the hour is left out: times of execution, versions in the metadata, and
the lines of progress that empty themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}


def executed(path: Path) -> Any:
    """The notebook with the outputs that its cells have now."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(HERE)}},
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(_METADATA)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _emptied(output)]
    return notebook


def _emptied(output: Any) -> bool:
    return output.get("data") == {"text/plain": ""}


def main() -> None:
    """Write the notebooks that differ."""
    for path in sorted(HERE.glob("*.ipynb")):
        text = nbformat.writes(executed(path)) + "\n"  # type: ignore[no-untyped-call]
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
