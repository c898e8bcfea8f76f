"""The characteristic matrix in the initial values, symbolic, for any number of arcs.

With ``z = (y_+, y_-, a)``, ``z' = A z`` on each arc and A from :mod:`freqbias.theory.folding`, the
propagator of an arc is ``e^{A h}``; y is continuous at the jumps of the density, so that

    C(nu) = start - [end, held] e^{A_m h_m} ... e^{A_1 h_1} [1; 0],   det C(nu) = det C_0 det(I - nu T).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import NU
from freqbias.theory.sectors import WHOLE, Arc, Sector, closure

__all__ = ["MatrixExponential", "characteristic_matrix"]


class MatrixExponential(sp.MatrixExpr):  # type: ignore[misc]
    """``e^M`` unevaluated; ``evaluated`` asks SymPy for the closed form.

    >>> MatrixExponential(sp.ImmutableMatrix([[0, 1], [0, 0]])).evaluated()
    Matrix([
    [1, 1],
    [0, 1]])
    """

    def __new__(cls, matrix: Any) -> MatrixExponential:
        made: MatrixExponential = super().__new__(cls, sp.ImmutableMatrix(matrix))
        return made

    @property
    def shape(self) -> tuple[Any, Any]:
        """That of the matrix."""
        shape: tuple[Any, Any] = self.args[0].shape
        return shape

    def _entry(self, i: Any, j: Any, **_: Any) -> Any:
        return self.evaluated()[i, j]

    def doit(self, **_: Any) -> Any:
        """Itself: SymPy calls this in passing, and the closed form may take it minutes."""
        return self

    def evaluated(self) -> Any:
        """The exponential in closed form."""
        return sp.ImmutableMatrix(sp.Matrix(self.args[0]).exp())

    def _latex(self, printer: Any) -> str:
        return f"\\exp {printer.doprint(self.args[0])}"


def characteristic_matrix(
    kernel: Kernel, arcs: Sequence[Arc], nu: Any = NU, sector: Sector = WHOLE
) -> Any:
    """C(nu) as a SymPy matrix expression; arcs may have symbolic lengths and densities.

    :param arcs: over one period tau, as from :func:`freqbias.theory.sectors.arcs`.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> h, p, q = sp.symbols("h p q", positive=True)
    >>> halves = [Arc(h, p, q), Arc(sp.pi - h, p, -q)]
    >>> characteristic_matrix(first_layer_bias, halves).shape
    (9, 9)
    """
    system = half_circle_system(kernel)
    conditions = closure(system, sector)
    size, held = system.unknowns, conditions.accumulated.cols
    last = -sp.Matrix.hstack(conditions.end, conditions.accumulated)
    first = sp.ImmutableMatrix(sp.Matrix.vstack(sp.eye(size), sp.zeros(held, size)))
    exponentials = (
        MatrixExponential(system.generator(nu, arc.sigma, arc.delta) * arc.length)
        for arc in reversed(arcs)
    )
    turned = sp.MatMul(sp.ImmutableMatrix(last), *exponentials, first, evaluate=False)
    return sp.MatAdd(sp.ImmutableMatrix(conditions.start), turned, evaluate=False)
