"""Inequalities certified over boxes, by bisection in ball arithmetic.

``g >= 0`` (or ``> 0``) holds on a box if the ball of g over the box says so, or the signs of the
factors of g do, or if g is monotone in some variable and it holds on the face where g is least.
Monotone is the same question about a derivative, asked in the same way, so that zeros on faces, edges
and corners are decided where derivatives tell: ``u - sin(u) >= 0`` at u = 0 needs three.  A zero inside
that no bisection brings to a face stays undecided, always: the boxes around it are left over.

All this holds only where g is real and analytic.  What that takes
(:mod:`freqbias.numerics.analytic`) is read from g as it is written, before factors cancel, and
certified with g on every box.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

import sympy as sp

from freqbias.numerics.analytic import conditions
from freqbias.numerics.signs import Box, Signs, factored, middle_of
from freqbias.theory.errors import InputError, integer

__all__ = ["Box", "Cover", "cover", "merged"]


@dataclass(frozen=True)
class Cover:
    """What bisection found out about ``g >= 0`` for every given g on a box.

    :param proved: boxes on which every inequality holds, with exact ends, merged.
    :param left: boxes on which nothing was decided.
    :param counterexample: the g and an exact point where its ball is certainly negative.
    :param evaluations: how many balls were computed.
    """

    proved: tuple[Box, ...]
    left: tuple[Box, ...]
    counterexample: tuple[Any, Mapping[Any, Fraction]] | None
    evaluations: int


def cover(
    expressions: Sequence[Any],
    box: Box,
    *,
    strict: bool = False,
    defined: Sequence[Any] = (),
    budget: int = 20_000,
    bits: int = 80,
) -> Cover:
    """Bisect the box until every expression is certified to be >= 0 on every part of it.

    :param expressions: SymPy expressions in the variables of the box.
    :param box: closed intervals with rational ends.
    :param strict: ask for > 0.
    :param defined: expressions that must be real and analytic too, as the sides of an inequality.
    :param budget: how many balls may be computed; a number, so that the answer is the same everywhere.
    :raises InputError: if an expression has a variable that the box lacks or a node outside the
        vocabulary, or an end is not rational.

    >>> u = sp.Symbol("u", real=True)
    >>> cover([u - sp.sin(u)], {u: (Fraction(0), Fraction(2))}).left
    ()
    >>> cover([u**2 - sp.sin(u)], {u: (Fraction(0), Fraction(2))}).counterexample[1]
    {u: Fraction(1, 2)}
    """
    integer("budget", budget, 1, 10**9)
    raw = [sp.sympify(g, strict=True) for g in expressions]
    needed = [c for g in (*raw, *defined) for c in conditions(g)]
    _require((*raw, *needed), box)
    signs = Signs(budget, bits)
    needed = [factored(c) for c in dict.fromkeys(needed)]
    if all(signs.shown(c, box, True) for c in needed):  # all or none: one may rest on another
        needed = []
    wanted = [factored(g) for g in raw]
    asked = [*((c, True) for c in needed), *((g, strict) for g in wanted)]
    proved: list[Box] = []
    for g, point in product(wanted, _corners(box)):
        if signs.violated(g, needed, point):
            return Cover((), (box,), (g, point), signs.used)
    waiting: deque[Box] = deque([box])
    left: list[Box] = []
    while waiting and signs.used < budget:
        part = waiting.popleft()  # so that no part of the box waits for ever
        failing = next((g for g, above in asked if not signs.shown(g, part, above)), None)
        if failing is None:
            proved.append(part)
            continue
        middle = middle_of(part)
        if failing in wanted and signs.violated(failing, needed, middle):
            undecided = merged([*left, part, *waiting])
            return Cover(merged(proved), undecided, (failing, middle), signs.used)
        divided = signs.halves(failing, part, box)
        waiting += divided
        left += [] if divided else [part]
    return Cover(merged(proved), merged([*left, *waiting]), None, signs.used)


def _require(expressions: Sequence[Any], box: Box) -> None:
    unknown = set().union(*(g.free_symbols for g in expressions)) - set(box)
    if unknown:
        raise InputError(f"the box has no interval for {sorted(map(str, unknown))[0]}")
    for symbol, (low, high) in box.items():
        if not (isinstance(low, Fraction) and isinstance(high, Fraction) and low <= high):
            raise InputError(f"the interval of {symbol}, {low} to {high}, is not a rational one")


def _corners(box: Box) -> Iterable[dict[Any, Fraction]]:
    corners = islice(product(*box.values()), 64)
    return (dict(zip(box, corner, strict=True)) for corner in corners)


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same union in fewer boxes: those that differ along one variable only and touch are joined.

    >>> merged([{"x": (Fraction(2), Fraction(3))}, {"x": (Fraction(1), Fraction(2))}])
    ({'x': (Fraction(1, 1), Fraction(3, 1))},)
    """
    found = [dict(box) for box in boxes]
    for _ in range(len(found)):
        before = len(found)
        for symbol in found[0]:
            found = _joined(found, symbol)
        if len(found) == before:
            break
    return tuple(found)


def _joined(boxes: Sequence[dict[Any, Any]], symbol: Any) -> list[dict[Any, Any]]:
    rows: dict[Any, list[dict[Any, Any]]] = {}
    for box in sorted(boxes, key=lambda box: box[symbol]):
        others = tuple(interval for name, interval in box.items() if name != symbol)
        row = rows.setdefault(others, [])
        if row and box[symbol][0] <= row[-1][symbol][1]:
            low, high = row[-1][symbol]
            row[-1] = {**row[-1], symbol: (low, max(high, box[symbol][1]))}
        else:
            row.append(box)
    return [box for row in rows.values() for box in row]
