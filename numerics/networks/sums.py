"""Sums over arcs: of points for every unit (gradients), and of units for every point (outputs).

With z = (c_i, s_i, 1) the input of point i and A_r the arc of unit r, everything that a network does
on the circle is one of two maps, transposes of one another, each O(n + m):

    gather   v -> S_r = sum_{i in A_r} v_i z_i         differences of two running sums over points
    scatter  Z -> u_i = sum_{r : i in A_r} Z_r . z_i   one running sum over the borders of arcs

Rounding, u = 2^-53, to first order, entry by entry:

    gather   |error| <= 6 u sum_i |v_i|              plain summation: |A_r| u sum_{A_r} |v_i|
    scatter  |error| <= (2 k + 4) u sum_r |Z_r|_1    plain summation: (m + 2) u sum_r |Z_r|_1

where k is the largest number of borders between neighbouring points, about 2m/n where they are spread.
Running sums carry their rounding errors along (Neumaier 1974), which makes a sum R over N terms t right
to ``u |R| + N^2 u^2 sum |t|`` (Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Sum2).  Gather
takes up to three of them, each at most ``sum |v|``, in two additions, and rounds each product once.
Scatter sums what falls between two points plainly, 2 jumps a unit beside the seam, which is carried.
"""

from __future__ import annotations

import numpy as np

from freqbias.numerics.compiled import compiled
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.networks.arcs import CirclePoints, Indices
from freqbias.numerics.summation import carried

__all__ = ["accumulate", "deposit", "gather", "scatter", "total", "unfold", "unfolded"]


@compiled
def accumulate(values: Floats, inputs: Floats, sums: Floats) -> None:
    """``sums[k] = sum_{i < k} values_i (c_i, s_i, 1)``, shape (n + 1, 3), compensated."""
    a = b = c = a_low = b_low = c_low = 0.0
    sums[0, 0] = sums[0, 1] = sums[0, 2] = 0.0
    for i in range(len(values)):
        a, a_low = carried(a, a_low, values[i] * inputs[i, 0])
        b, b_low = carried(b, b_low, values[i] * inputs[i, 1])
        c, c_low = carried(c, c_low, values[i])
        sums[i + 1, 0], sums[i + 1, 1], sums[i + 1, 2] = a + a_low, b + b_low, c + c_low


@compiled
def total(sums: Floats, first: int, end: int) -> tuple[float, float, float]:
    """The sum over the range [first, end) from running sums; the seam lies inside if end > n."""
    n = len(sums) - 1
    if end <= n:
        return (
            sums[end, 0] - sums[first, 0],
            sums[end, 1] - sums[first, 1],
            sums[end, 2] - sums[first, 2],
        )
    return (
        (sums[n, 0] - sums[first, 0]) + sums[end - n, 0],
        (sums[n, 1] - sums[first, 1]) + sums[end - n, 1],
        (sums[n, 2] - sums[first, 2]) + sums[end - n, 2],
    )


@compiled
def deposit(jumps: Floats, first: int, end: int, z: tuple[float, float, float]) -> None:
    """Add z on the range [first, end) to a function given by its jumps, shape (n + 1, 3).

    Its value at the seam, to which half of all units contribute, is row 0 plus row n: what row 0 loses
    to rounding is kept in row n.
    """
    n = len(jumps) - 1
    if first == end:
        return
    if first == 0 or end > n:
        for j in range(3):
            jumps[0, j], jumps[n, j] = carried(jumps[0, j], jumps[n, j], z[j])
    if first > 0:
        for j in range(3):
            jumps[first, j] += z[j]
    if end != n:
        end = end if end < n else end - n
        for j in range(3):
            jumps[end, j] -= z[j]


@compiled
def unfold(jumps: Floats, inputs: Floats, outputs: Floats) -> None:
    """``outputs_i = (jumps_0 + ... + jumps_i) . (c_i, s_i, 1)``; the jumps are 0 afterwards."""
    n = len(outputs)
    a, b, c = 0.0, 0.0, 0.0
    a_low, b_low, c_low = jumps[n, 0], jumps[n, 1], jumps[n, 2]
    jumps[n, :] = 0.0
    for i in range(n):
        a, a_low = carried(a, a_low, jumps[i, 0])
        b, b_low = carried(b, b_low, jumps[i, 1])
        c, c_low = carried(c, c_low, jumps[i, 2])
        outputs[i] = (a + a_low) * inputs[i, 0] + (b + b_low) * inputs[i, 1] + (c + c_low)
        jumps[i, 0] = jumps[i, 1] = jumps[i, 2] = 0.0


@compiled
def _gather_all(sums: Floats, arcs: Indices, result: Floats) -> None:
    for r in range(len(arcs)):
        result[r, 0], result[r, 1], result[r, 2] = total(sums, arcs[r, 0], arcs[r, 1])


@compiled
def _deposit_all(jumps: Floats, arcs: Indices, vectors: Floats) -> None:
    for r in range(len(arcs)):
        deposit(jumps, arcs[r, 0], arcs[r, 1], (vectors[r, 0], vectors[r, 1], vectors[r, 2]))


def gather(values: Floats, arcs: Indices, circle: CirclePoints) -> Floats:
    """``S_r = sum_{i in A_r} v_i (c_i, s_i, 1)``, shape (m, 3).

    :param values: v, shape (n,), in the order of the points as they were given.

    >>> circle = CirclePoints(np.array([np.pi / 2, 0.0]))
    >>> gather(np.array([5.0, 2.0]), np.array([[0, 1], [0, 2]]), circle).round(12)
    array([[2., 0., 2.],
           [2., 5., 7.]])
    """
    sums = np.empty((len(circle) + 1, 3))
    accumulate(circle.sorted(values), circle.inputs, sums)
    result = np.empty((len(arcs), 3))
    _gather_all(sums, arcs, result)
    return result


def scatter(vectors: Floats, arcs: Indices, circle: CirclePoints) -> Floats:
    """``u_i = sum_{r : i in A_r} Z_r . (c_i, s_i, 1)``, shape (n,), points as they were given.

    :param vectors: Z, shape (m, 3).

    >>> circle = CirclePoints(np.array([np.pi / 2, 0.0]))
    >>> arcs = np.array([[0, 1], [0, 2]])
    >>> scatter(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 5.0]]), arcs, circle)
    array([5., 6.])
    """
    jumps = np.zeros((len(circle) + 1, 3))
    _deposit_all(jumps, arcs, vectors)
    return circle.restored(unfolded(jumps, circle.inputs))


def unfolded(jumps: Floats, inputs: Floats) -> Floats:
    """The outputs of :func:`unfold`, in order of the angles."""
    outputs = np.empty(len(inputs))
    unfold(jumps, inputs, outputs)
    return outputs
