"""Figure 8: eigenfunctions on S^2 for hemispheres of density 12 : 1 and n = 9,926.

Protocol.  Independent points of the density.  An eigenvector of H/n of index i is compared with the
exact eigenfunctions of index i - 2 to i + 2, for samples mix what is close: what their span leaves of
its square, in the median over the indices 0 to 35.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.interpolate import CubicSpline

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.figures_2_3 import measured
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Integers
from freqbias.claims.evidence import Evidence
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.spheres.points import angles_between
from freqbias.numerics.spheres.samples import sample_sphere
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "Eigenfunctions", "exact_functions", "sampled_vectors"]

_DENSITY = Zones.from_text("-1, 0, 1", "12, 1")
_SAMPLES, _COUNT, _NEAR = 9926, 36, 2
_BLOCK = 250  # rows of H at a time
_GRID = 1500  # angles between which radial functions are interpolated, to 1e-8


@dataclass(frozen=True)
class Eigenfunctions:
    """Eigenvectors are, but for a share of their square, eigenfunctions for south : north."""

    south: int
    north: int
    share: Any

    def __str__(self) -> str:
        return f"eigenfunctions for hemispheres {self.south} : {self.north}, up to {self.share}"


@lru_cache(maxsize=2)
def sampled_vectors(kernel: Kernel, seed: int) -> tuple[Floats, Floats]:
    """Points, and the leading eigenvectors of H/n as columns."""
    from scipy.sparse.linalg import eigsh  # slow to import

    points, value = sample_sphere(_DENSITY, _SAMPLES, seed), kernel_function(kernel)
    blocks = np.array_split(points, -(-_SAMPLES // _BLOCK))
    gram = np.concatenate([value(angles_between(block, points)) for block in blocks])
    eigenvalues, vectors = eigsh(gram, _COUNT, v0=np.ones(_SAMPLES), ncv=3 * _COUNT, tol=1e-8)
    return points, np.asarray(vectors[:, np.argsort(-eigenvalues)])


def exact_functions(kernel: Kernel, density: Zones, count: int, points: Floats) -> Floats:
    """Multiples of the first eigenfunctions, copies one after the other, shape (points, >= count)."""
    found = sphere_spectrum(kernel, density, count)
    theta, phi = np.arccos(points[:, 2]), np.arctan2(points[:, 1], points[:, 0])
    grid = np.linspace(0.0, np.pi, _GRID)
    columns = []
    for number, row in enumerate(found.rows):
        radial = CubicSpline(grid, found.function(number).radial(np.cos(grid)))(theta)
        turns = (np.cos, np.sin)[: row.multiplicity]
        columns += [radial * turn(row.order * phi) for turn in turns]
    return np.stack(columns, axis=1)


def left_over(vector: Floats, functions: Floats) -> float:
    """The share of a unit vector's square that the columns do not span."""
    basis, _ = np.linalg.qr(functions)
    return float(1 - np.square(basis.T @ vector).sum())


def _explained(context: Context, statement: Eigenfunctions) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    points, vectors = sampled_vectors(kernel, context.seed)
    density = Zones((-1, 0, 1), (statement.south, statement.north))
    functions = exact_functions(kernel, density, _COUNT + _NEAR + 1, points)
    left = [
        left_over(vectors[:, i], functions[:, max(i - _NEAR, 0) : i + _NEAR + 1])
        for i in range(_COUNT)
    ]
    note = f"{np.median(left):.2%} is left in the median, {statement.share} was allowed"
    return measured(context, float(np.median(left)) <= float(statement.share), note)


_SHARE = sp.Rational(1, 40)

CLAIMS = (
    Claim(
        "basri2020.fig8",
        at("section 4.3, figure 8"),
        Kind.FIGURE,
        "For hemispheres 12 : 1 on S^2 and n = 9,926 the eigenvectors of H/n of index 0 to 35 are, but "
        "for 1/40 of their square in the median, sums of exact ones of index i - 2 to i + 2.  What "
        "these look like: conj.sphere.local and conj.sphere.patches.",
        Eigenfunctions(12, 1, _SHARE),
        {"n": Integers(_SAMPLES, 1)},
        _explained,
        (
            Control("harmonics, as for the uniform density", Eigenfunctions(1, 1, _SHARE)),
            Control("hemispheres interchanged", Eigenfunctions(1, 12, _SHARE)),
            Control("hemispheres 3 : 1", Eigenfunctions(3, 1, _SHARE)),
            Control("hemispheres 6 : 1", Eigenfunctions(6, 1, _SHARE)),
        ),
        ("kernel (10)", "independent samples, own seed"),
        slow=True,
    ),
)
