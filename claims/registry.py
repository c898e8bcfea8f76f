"""All claims, by id: those of the papers, and those of a file of one's own."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from freqbias.claims import basri2020
from freqbias.claims.claim import Claim
from freqbias.claims.defects import malformed, nameless
from freqbias.theory.errors import InputError, nearest

__all__ = ["Registry", "all_claims", "claim", "hidden", "read", "registry_of", "stated"]


class Registry:
    """Claims in order, found by id or alias.

    :param claims: what is to be examined; of two with one id the first is kept, as a defect.
    :param known: further claims that these may name.

    >>> papers.find("basri2020.eq32").id
    'basri2020.eq21'
    """

    def __init__(self, claims: Iterable[Claim], known: Mapping[str, Claim] | None = None) -> None:
        given, others = tuple(claims), known or {}
        self._malformed = {c.id: problem for c in given if (problem := malformed(c)) is not None}
        own = tuple(
            replace(c, aliases=(), steps=()) if c.id in self._malformed else c for c in given
        )
        self.ids: tuple[str, ...] = tuple(dict.fromkeys(entry.id for entry in own))
        self._every = {**others, **{entry.id: entry for entry in reversed(own)}}
        every = (*own, *(entry for entry in others.values() if entry.id not in self.ids))
        aliases = {alias: entry.id for entry in reversed(every) for alias in entry.aliases}
        self.aliases: dict[str, str] = {
            a: id_ for a, id_ in aliases.items() if a not in self._every
        }
        names = Counter(name for entry in own for name in (entry.id, *entry.aliases))
        names.update(name for e in others.values() for name in (e.id, *e.aliases) if name in names)
        self._twice = {name for name, count in names.items() if count > 1}
        self._steps = {step for entry in every for step in entry.steps}

    def find(self, id_: str) -> Claim:
        """The claim with this id or alias.

        :raises InputError: unknown id; the nearest is suggested.
        """
        id_ = self.aliases.get(id_, id_)
        if id_ not in self._every:
            raise nearest("claim", id_, self._every)
        return self._every[id_]

    def is_step(self, id_: str) -> bool:
        """Whether the proof of another claim names it as a step."""
        return id_ in self._steps

    def defect(self, id_: str) -> str | None:
        """What is wrong with the claim among the others: a name that is not its own."""
        entry = self.find(id_)
        if id_ in self._malformed:
            return self._malformed[id_]
        names = [name for name in (entry.id, *entry.aliases) if name in self._twice]
        if names:
            return f"the id {names[0]} is given to two claims"
        others = (*entry.steps, *([entry.correction] if entry.correction else []))
        unknown = [other for other in others if self.aliases.get(other, other) not in self._every]
        return f"it names {unknown[0]}, which is no claim" if unknown else None


papers = Registry(basri2020.CLAIMS)


def all_claims() -> tuple[Claim, ...]:
    """Every claim, in the order of the papers."""
    return tuple(map(papers.find, papers.ids))


def claim(id_: str) -> Claim:
    """The claim with this id or alias.

    :raises InputError: unknown id; the nearest is suggested.
    """
    return papers.find(id_)


@lru_cache(maxsize=8)
def registry_of(path: Path | None) -> Registry:
    """The claims of the papers, or of a Python file that defines ``CLAIMS``, which is run."""
    if path is None:
        return papers
    return Registry(read(path), {entry.id: entry for entry in all_claims()})


def stated(namespace: Mapping[str, Any]) -> Any:
    """What a module states: its ``CLAIMS``, then the tests that were decorated as claims.

    >>> one, other = papers.find("basri2020.eq10"), papers.find("basri2020.eq20.scale")
    >>> [c.id for c in stated({"CLAIMS": (one,), "test_one": one, "test_other": other, "used": one})]
    ['basri2020.eq10', 'basri2020.eq20.scale']
    """
    tests = [c for name, c in namespace.items() if name.startswith("test") and isinstance(c, Claim)]
    listed = namespace.get("CLAIMS", tests or None)
    if not isinstance(listed, (list, tuple)):
        return listed
    return (*listed, *(test for test in tests if not any(test is entry for entry in listed)))


def hidden(value: Any) -> str | None:
    """What is wrong with a claim that has a mark of pytest around it; None if it is no such thing."""
    inside = getattr(value, "args", ())
    if not isinstance(inside, tuple) or not any(isinstance(part, Claim) for part in inside):
        return None
    return "a pytest mark above the claim hides it; claims heed no marks"


def read(path: Path) -> tuple[Claim, ...]:
    """The claims of a Python file, which is run.

    :raises InputError: if the file cannot be run, or its ``CLAIMS`` is not a sequence of claims.
    """
    try:
        namespace = runpy.run_path(str(path))
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # anything may happen there
        name = type(error).__name__
        raise InputError(f"the claim file {path} cannot be run: {name}: {error}") from error
    for name, value in namespace.items():
        if (problem := hidden(value)) is not None:
            raise InputError(f"{name} of the claim file {path}: {problem}")
    found: Any = stated(namespace)
    if not isinstance(found, (list, tuple)):
        raise InputError(f"the claim file {path} defines no list or tuple CLAIMS")
    if not found:
        raise InputError(f"the CLAIMS of the claim file {path} are none")
    for number, entry in enumerate(found):
        problem = nameless(entry)
        if problem is not None:
            raise InputError(f"CLAIMS[{number}] of the claim file {path}: {problem}")
    return tuple(found)
