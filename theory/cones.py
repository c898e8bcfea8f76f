"""Polyhedral cones ``{x : g.x >= 0 for every row g}`` over the rationals: rays, and Farkas' lemma.

For a cone that contains no line: ``phi.x <= 0`` on it iff it is so on its extreme rays, iff
``phi = -sum y_i g_i`` with ``y_i >= 0``, and then with linearly independent rows (Caratheodory).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

__all__ = ["Vector", "added", "dot", "extreme_rays", "multipliers", "scaled"]

Vector = tuple[Any, ...]


def extreme_rays(rows: Sequence[Vector]) -> list[Vector]:
    """Extreme rays in coprime integers, sorted: the rays on which all but one dimension is tight.

    >>> extreme_rays([(1, 0), (-2, 1)])
    [(0, 1), (1, 2)]
    """
    distinct = sorted({row for row in rows if any(row)})
    found = set()
    for chosen in combinations(distinct, len(rows[0]) - 1):
        kernel = _matrix(chosen, len(rows[0])).nullspace().to_Matrix()
        if kernel.rows != 1:
            continue
        ray = tuple(kernel.row(0))
        signs = {bool(dot(row, ray) > 0) for row in distinct if dot(row, ray) != 0}
        if len(signs) == 1:
            found.add(_primitive(ray if signs == {True} else scaled(ray, -1)))
    return sorted(found)


def multipliers(rows: Mapping[Any, Vector], phi: Vector) -> dict[Any, Any] | None:
    """y > 0 by the name of a row, with ``phi = -sum y_i g_i``; None if there is none with y >= 0.

    >>> multipliers({"a": (1, 0), "b": (-2, 1)}, (1, -1))
    {'a': 1, 'b': 1}
    """
    goal = DomainMatrix.from_Matrix(-sp.Matrix(phi)).convert_to(sp.QQ)
    for chosen in combinations([(name, row) for name, row in rows.items() if any(row)], len(phi)):
        matrix = _matrix([row for _, row in chosen], len(phi)).transpose()
        if matrix.rank() == len(phi):
            solution = matrix.lu_solve(goal).to_Matrix()
            if min(solution) >= 0:
                return {name: y for (name, _), y in zip(chosen, solution, strict=True) if y != 0}
    return None


def dot(a: Vector, b: Vector) -> Any:
    """``a.b``"""
    return sum((x * y for x, y in zip(a, b, strict=True)), sp.Integer(0))


def added(a: Vector, b: Vector) -> Vector:
    """``a + b``"""
    return tuple(x + y for x, y in zip(a, b, strict=True))


def scaled(a: Vector, factor: Any) -> Vector:
    """``factor a``"""
    return tuple(factor * x for x in a)


def _matrix(rows: Sequence[Vector], columns: int) -> DomainMatrix:
    matrix = sp.Matrix(len(rows), columns, [entry for row in rows for entry in row])
    return DomainMatrix.from_Matrix(matrix).convert_to(sp.QQ)


def _primitive(ray: Vector) -> Vector:
    integral = scaled(ray, sp.ilcm(1, *(sp.Rational(x).q for x in ray)))
    return scaled(integral, sp.Rational(1, sp.igcd(0, *integral)))
