"""Modes on an arc: the dispersion polynomial, its factors, and that modes solve the system."""

import pytest
import sympy as sp

from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, components, free_solution, modes

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
_P, _PBAR, _LAMBDA = sp.symbols("p pbar lambda", positive=True)
_C = {NU: 1 / _LAMBDA, SIGMA: (_P + _PBAR) / 2, DELTA: (_P - _PBAR) / 2}


def _dispersion() -> sp.Expr:
    return modes(first_layer_bias).dispersion.as_expr().subs(_C) * (sp.pi * _LAMBDA) ** 2


def test_the_cubic_of_the_printed_kernel() -> None:
    s, mean = SQUARE, (_P + _PBAR) / 2
    cubic = (sp.pi * _LAMBDA) ** 2 * s * (s + 1) ** 2
    cubic += sp.pi * _LAMBDA * mean * (2 * s**2 + s + 1) + (s - 1) * _P * _PBAR
    assert sp.expand(_dispersion() - cubic) == 0


def test_its_factors_for_equal_densities() -> None:
    """(s + mu)(s^2 + (mu + 2) s + 1 - mu) with mu = p/(pi lambda): odd part, then even part."""
    mu = _P / (sp.pi * _LAMBDA)
    found = _dispersion().subs(_PBAR, _P) / (sp.pi * _LAMBDA) ** 2
    factored = (SQUARE + mu) * (SQUARE**2 + (mu + 2) * SQUARE + 1 - mu)
    assert sp.expand(found - factored) == 0


def test_the_boundary_layer_tends_to_one() -> None:
    mu = sp.Symbol("mu", positive=True)
    layer = (sp.sqrt(mu**2 + 8 * mu) - mu - 2) / 2
    assert sp.expand(layer**2 + (mu + 2) * layer + 1 - mu) == 0
    assert sp.series(layer.subs(mu, 1 / SQUARE), SQUARE, 0, 2).removeO() == 1 - 4 * SQUARE


@_KERNELS
def test_a_mode_solves_the_system(kernel: Kernel) -> None:
    """kappa y = M y + J h for each component but the last; the last gives the dispersion relation."""
    kappa, u = sp.symbols("kappa u")
    found = modes(kernel)
    for half, symbol in zip(
        half_circle_system(kernel).halves, (found.even, found.odd), strict=True
    ):
        value, source = (
            p.as_expr().subs(SQUARE, kappa**2) * u for p in (symbol.numerator, symbol.denominator)
        )
        state = [
            y * (kappa if j % 2 else 1)
            for j, y in enumerate(components(list(half.jump), kappa**2, value, source))
        ]
        defect = kappa * sp.Matrix(state) - half.matrix * sp.Matrix(state) - half.jump * source
        assert defect.applyfunc(sp.expand) == sp.zeros(half.order, 1)


@_KERNELS
def test_free_solutions_start_where_they_should(kernel: Kernel) -> None:
    for half in half_circle_system(kernel).halves:
        solution = free_solution(half)
        assert len(solution.terms) == half.order
        assert solution.coefficients.det() != 0
