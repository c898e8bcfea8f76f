"""Mutation testing of the modules that decide: how many wrong versions of them do the tests notice?

    python mutation/run.py [--sample N] [--seed S] [--module NAME ...] [--jobs 2] [--sessions DIR]

Mutants are written into fresh clones of the committed tree, never into the working tree.  Each module
of ``modules.toml`` has its own tests.  A survivor is listed in ``survivors.toml`` with a reason, or it
is new and the exit status is 1.  A run that was killed goes on where it stopped, given the same
``--sessions``.
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome
from mutants import Score, draw, score

HERE = Path(__file__).resolve().parent
MEMORY = 6 << 30  # some mutants allocate without end


def examine(
    clone: str, module: str, entry: Mapping[str, Any], session: str, left_out: list[str], seed: int
) -> Score:
    """Run the drawn mutants of one module in a clone, all but those the session has results of."""
    prepare(clone)
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {entry['tests']}"
    timeout = limit(command, module)
    with use_db(session) as work:
        if not work.num_results:
            draw(work, module, left_out, entry["sample"], seed)
        pending = work.pending_work_items
        for done, item in enumerate(pending, start=1):
            result = mutate_and_test(item.mutations, command, timeout)
            work.set_result(item.job_id, result)
            print(f"{module} {done}/{len(pending)} {result.test_outcome.value}", file=sys.stderr)
        return score(module, work)


def prepare(clone: str) -> None:
    """Import freqbias from the clone, whatever is installed."""
    os.chdir(clone)
    os.environ.update(
        PYTHONPATH=str(Path(clone, "src")), HYPOTHESIS_PROFILE="ci", OPENBLAS_NUM_THREADS="1"
    )
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # by hash: a mutant written within a second of the original has the same time
    compileall.compile_dir(clone, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    shown = [sys.executable, "-c", "import freqbias; print(freqbias.__file__)"]
    found = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.strip()
    if not found.startswith(clone):
        raise SystemExit(f"the tests would import {found}, not the clone {clone}")


def limit(command: str, module: str) -> float:
    """Seconds for one mutant: five times what the tests need without one; they must pass."""
    start = time.monotonic()
    outcome, output = run_tests(command, 600)
    if outcome is not TestOutcome.SURVIVED:
        print(f"the tests of {module} fail without a mutant:\n{output[-3000:]}", file=sys.stderr)
        raise SystemExit(2)
    return float(min(120, 10 + 5 * (time.monotonic() - start)))


def report(scores: Sequence[Score], listed: set[tuple[str, str, str]]) -> int:
    """Print the table and the new survivors; 1 if there are any, else 0."""
    print("| module | places | sampled | killed | listed | new | score | explained |")
    print("|---|---|---|---|---|---|---|---|")
    everything = tuple(s for done in scores for s in done.survivors)
    size = sum(done.places for done in scores), sum(done.sampled for done in scores)
    for done in (*scores, Score("all", *size, everything)):
        new = sum((s.module, s.was, s.becomes) not in listed for s in done.survivors)
        alive = len(done.survivors)
        counts = (done.places, done.sampled, done.sampled - alive, alive - new, new)
        shares = [f"{1 - part / max(done.sampled, 1):.0%}" for part in (alive, new)]
        print("|", " | ".join(map(str, (done.module, *counts, *shares))), "|")
    fresh = [s for s in everything if (s.module, s.was, s.becomes) not in listed]
    for s in fresh:
        print(f"\n{s.module}:{s.line} in {s.definition} ({s.operator})\n - {s.was}\n + {s.becomes}")
    return int(bool(fresh))


def table(name: str) -> dict[str, Any]:
    """A configuration file beside this one."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def git(*words: str) -> str:
    """What git answers."""
    return subprocess.run(
        ("git", *words), capture_output=True, text=True, check=True
    ).stdout.strip()


def arguments(modules: Mapping[str, Any]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, help="mutants for each module; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--module", nargs="+", default=list(modules), help="as in modules.toml")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sessions", type=Path, help="where results are kept; else nowhere")
    asked = parser.parse_args()
    if unknown := set(asked.module) - set(modules):
        parser.error(f"not in modules.toml: {', '.join(sorted(unknown))}")
    return asked


def main() -> int:
    """Clone, mutate, report."""
    configured = table("modules.toml")
    asked = arguments(configured["module"])
    top = git("-C", str(HERE), "rev-parse", "--show-toplevel")
    commit = git("-C", top, "rev-parse", "--short", "HEAD")
    with tempfile.TemporaryDirectory() as temporary:
        there = Path(temporary).resolve()
        sessions = (asked.sessions or there).resolve() / f"{commit}-{asked.seed}-{asked.sample}"
        sessions.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(asked.jobs, get_context("spawn")) as pool:
            running = []
            for module in asked.module:
                name, entry = module.replace("/", "-"), configured["module"][module]
                if asked.sample is not None:
                    entry = {**entry, "sample": asked.sample}
                git("clone", "--quiet", top, str(there / name))
                task = str(there / name), module, entry, str(sessions / f"{name}.sqlite")
                running.append(pool.submit(examine, *task, configured["left_out"], asked.seed))
            scores = [task.result() for task in running]
    listed = {(s["module"], s["was"], s["becomes"]) for s in table("survivors.toml")["survivor"]}
    return report(scores, listed)


if __name__ == "__main__":
    sys.exit(main())
