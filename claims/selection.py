"""Selecting claims by id or dotted prefix; loads no SymPy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from freqbias.theory.errors import nearest

__all__ = ["matching"]


def matching(ids: Iterable[str], selectors: Sequence[str]) -> list[str]:
    """The ids that a selector names or is a dotted prefix of; all of them without selectors.

    :raises InputError: for a selector that matches nothing.

    >>> matching(["a.b", "a.b.c", "a.d"], ["a.b"])
    ['a.b', 'a.b.c']
    """
    known = list(ids)
    chosen: set[str] = set() if selectors else set(known)
    for selector in selectors:
        found = [id_ for id_ in known if id_ == selector or id_.startswith(selector + ".")]
        if not found:
            raise nearest("claim", selector, known)
        chosen.update(found)
    return [id_ for id_ in known if id_ in chosen]
