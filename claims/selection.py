"""Selecting claims by id or dotted prefix; loads no SymPy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from freqbias.theory.errors import nearest

__all__ = ["matching"]


def matching(
    ids: Iterable[str], selectors: Sequence[str], aliases: Mapping[str, str] | None = None
) -> list[str]:
    """The ids that a selector names or is a dotted prefix of; all of them without selectors.

    :param aliases: other names of ids, which select what the id does.
    :raises InputError: for a selector that matches nothing.

    >>> matching(["a.b", "a.b.c", "a.d"], ["a.b"])
    ['a.b', 'a.b.c']
    >>> matching(["a.b", "a.b.c", "a.d"], ["a.x"], {"a.x": "a.b"})
    ['a.b', 'a.b.c']
    """
    known, others = list(ids), aliases or {}
    chosen: set[str] = set() if selectors else set(known)
    for selector in selectors:
        name = others.get(selector, selector)
        found = [id_ for id_ in known if id_ == name or id_.startswith(name + ".")]
        if not found:
            raise nearest("claim", selector, [*known, *others])
        chosen.update(found)
    return [id_ for id_ in known if id_ in chosen]
