"""Which mutants of a module are tried, and what those are that no test noticed."""

from __future__ import annotations

import ast
import difflib
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, WorkerOutcome, WorkItem, WorkResult

SKIPPED = WorkResult(WorkerOutcome.SKIPPED)


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test noticed: where it is, and the changed lines before and after."""

    module: str
    definition: str
    line: int
    operator: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Score:
    """What became of the sampled mutants of a module, of the places where it can be mutated."""

    module: str
    places: int
    sampled: int
    survivors: tuple[Survivor, ...]


def draw(work: WorkDB, module: str, left_out: Sequence[str], sample: int, seed: int) -> None:
    """Fill a session and skip what is not drawn: one mutant each of ``sample`` places, or all if 0.

    A place is a position and a kind of mutation there: were mutants drawn, the eleven replacements
    of each ``+`` would be most of the sample.
    """
    init([Path(module)], work, {})
    places: dict[Any, list[WorkItem]] = defaultdict(list)
    for item in work.work_items:
        (mutation,) = item.mutations
        if not re.search("|".join(left_out), mutation.operator_name):
            places[mutation.start_pos, mutation.operator_name.split("_")[0]].append(item)
    rng = random.Random(f"{seed} {module}")
    drawn: set[str] = set()
    for place in shuffled(rng, sorted(places)):
        if sample and len(drawn) == sample:
            break
        items = shuffled(rng, sorted(places[place], key=lambda item: str(item.mutations[0])))
        fit = (item.job_id for item in items if noticeable(item.mutations[0]))
        drawn.update(islice(fit, 1) if sample else fit)
    rest = [item.job_id for item in work.work_items if item.job_id not in drawn]
    work.set_multiple_results(rest, SKIPPED)


def shuffled(rng: random.Random, things: list[Any]) -> list[Any]:
    """The same things in the order the generator gives."""
    rng.shuffle(things)
    return things


def noticeable(mutation: MutationSpec) -> bool:
    """Whether the mutant is Python and differs in more than annotations, which nothing evaluates."""
    source, mutant = both(mutation)
    try:
        return bare(mutant) != bare(source)
    except SyntaxError:
        return False


def both(mutation: MutationSpec) -> tuple[str, str]:
    """The source and its mutant."""
    source = mutation.module_path.read_text(encoding="utf-8")
    operator = get_operator(mutation.operator_name)(**mutation.operator_args)
    return source, mutate_code(source, operator, mutation.occurrence) or source


def bare(source: str) -> str:
    """The syntax tree without annotations."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in {"annotation", "returns"} & set(node._fields):
            setattr(node, name, None)
    return ast.dump(tree)


def score(module: str, work: WorkDB) -> Score:
    """Count what ran and name what survived."""
    ran = [
        (item.mutations[0], result)
        for item, result in work.completed_work_items
        if result.worker_outcome is not WorkerOutcome.SKIPPED
    ]
    alive = [survivor(module, mutation) for mutation, result in ran if not result.is_killed]
    places = {item.mutations[0].start_pos for item in work.work_items}
    return Score(module, len(places), len(ran), tuple(sorted(alive, key=lambda s: s.line)))


def survivor(module: str, mutation: MutationSpec) -> Survivor:
    """The changed lines of a mutant, without their indentation."""
    source, mutant = (text.split("\n") for text in both(mutation))
    lines = list(difflib.unified_diff(source, mutant, n=0))[2:]
    was, becomes = (
        " ".join(" ".join(line[1:] for line in lines if line[0] == sign).split()) for sign in "-+"
    )
    operator, line = mutation.operator_name.removeprefix("core/"), mutation.start_pos[0]
    return Survivor(module, mutation.definition_name or "", line, operator, was, becomes)
