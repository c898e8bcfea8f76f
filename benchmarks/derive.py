"""All derivations: seconds to build and check them, for LaTeX, for HTML and for PDF.

``python benchmarks/derive.py [--repeat 3]``.  Each run is a process of its own, so that no check is
remembered; its start-up and imports are counted alone.  Machines are shared and noisy: medians are
printed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

import click
from rich.console import Console
from rich.table import Table

_ASKED = {"LaTeX": "15", "PDF": "60"}
_STAGES = """
import json, time
times = {}
def timed(name, call):
    start = time.perf_counter()
    result = call()
    times[name] = time.perf_counter() - start
    return result
from freqbias.claims.derived import derivations, everything
from freqbias.derivations.typesetting import pdf, tex, web
found = timed("built", lambda: derivations(everything()))
timed("checked", lambda: [derivation.outcomes for derivation in found])
timed("typeset in LaTeX, with sidecar", lambda: (tex.fragment(found), tex.sidecar(found)))
timed("typeset in HTML", lambda: [web.section(derivation) for derivation in found])
timed("compiled to PDF", lambda: pdf.pdf(found))
print(json.dumps({"derivations": len(found), "steps": sum(len(d.steps) for d in found)} | times))
"""


def _run() -> dict[str, float]:
    """Seconds of each stage, and of the whole start."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import freqbias.claims.derived"], check=True)
    imports = time.perf_counter() - start
    run = subprocess.run(
        [sys.executable, "-c", _STAGES], check=True, capture_output=True, text=True
    )
    return {"imports": imports, **json.loads(run.stdout)}


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Runs; medians are printed.")
def main(repeat: int) -> None:
    """Print the table of figures."""
    runs = [_run() for _ in range(repeat)]
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    number, steps = (figures.pop(name) for name in ("derivations", "steps"))
    before = figures["imports"] + figures["built"] + figures["checked"]
    figures["LaTeX"] = before + figures["typeset in LaTeX, with sidecar"]
    figures["PDF"] = before + figures["compiled to PDF"]
    table = Table(f"{number:.0f} derivations, {steps:.0f} steps", "asked s", "seconds", box=None)
    for name, seconds in figures.items():
        table.add_row(name, _ASKED.get(name, ""), f"{seconds:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
