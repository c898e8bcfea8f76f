"""Where the nodes of a dependency graph stand: columns from what is assumed to what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

__all__ = ["Layout", "layout"]

_SWEEPS = 12


@dataclass(frozen=True)
class Layout:
    """Columns of names, from left to right, each from top to bottom."""

    columns: tuple[tuple[str, ...], ...]

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """Column and row of each name.

        >>> Layout((("a",), ("b", "c"))).places
        {'a': (0, 0), 'b': (1, 0), 'c': (1, 1)}
        """
        return {
            name: (number, row)
            for number, column in enumerate(self.columns)
            for row, name in enumerate(column)
        }


def layout(first: Mapping[str, int], edges: Iterable[tuple[str, str]]) -> Layout:
    """Each name in the first column that is to the right of all it rests on.

    Within columns names stand near the mean of their neighbours (the barycentre heuristic of Sugiyama,
    Tagawa and Toda, 1981).  An edge that closes a circle is left out of account.

    :param first: for each name the least column it may have.
    :param edges: pairs of a name and one that it rests on.

    >>> layout({"theorem": 0, "a": 1, "b": 1}, [("a", "theorem"), ("b", "a")]).columns
    (('theorem',), ('a',), ('b',))
    """
    below: dict[str, list[str]] = defaultdict(list)
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        below[one].append(other)
        neighbours[one].append(other)
        neighbours[other].append(one)
    depth: dict[str, int] = {}
    for name in first:
        _descend(name, first, below, depth, set())
    columns = [
        sorted(name for name in first if depth[name] == number)
        for number in range(1 + max(depth.values(), default=-1))
    ]
    return Layout(tuple(map(tuple, _ordered(columns, neighbours))))


def _descend(
    name: str,
    first: Mapping[str, int],
    below: Mapping[str, Sequence[str]],
    depth: dict[str, int],
    open_: set[str],
) -> int:
    if name not in depth:
        others = [other for other in below.get(name, ()) if other not in open_ | {name}]
        depths = [_descend(other, first, below, depth, open_ | {name}) for other in others]
        depth[name] = max([first[name], *(1 + other for other in depths)])
    return depth[name]


def _ordered(columns: list[list[str]], neighbours: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Columns in turn, each by the mean of its neighbours' heights, in shares of their columns."""
    for _ in range(_SWEEPS):
        for column in columns:
            height = {n: row / len(c) for c in columns for row, n in enumerate(c)}
            mean = {n: fmean(height[m] for m in neighbours.get(n) or [n]) for n in column}
            column.sort(key=mean.__getitem__)
    return columns
