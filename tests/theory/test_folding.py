"""The half-circle system, symbolically."""

import pytest
import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.folding import Half, folded, half_circle_system
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


@_KERNELS
def test_folded_kernels_are_symmetric_about_half_pi(kernel: Kernel) -> None:
    for sign in (1, -1):
        profile = folded(kernel.profile, sign)
        mirrored = profile.reversed().shifted(-sp.pi).scaled(sign)
        assert (profile - mirrored).is_zero


def test_folded_printed_kernel() -> None:
    minus = (sp.pi - 2 * THETA + sp.pi * sp.cos(THETA)) / (4 * sp.pi)
    plus = (sp.pi + (sp.pi - 2 * THETA) * sp.cos(THETA)) / (4 * sp.pi)
    for sign, expected in ((-1, minus), (1, plus)):
        found = folded(first_layer_bias.profile, sign).expression(THETA)
        assert sp.expand(found - expected) == 0


def _halves(kernel: Kernel) -> list[Half]:
    return [half for half in half_circle_system(kernel).halves if half.order]


@_KERNELS
def test_rows_split_the_closure(kernel: Kernel) -> None:
    """Closure and resonance rows together are invertible; R M = G R; the jump is not resonant."""
    for half in _halves(kernel):
        rows = sp.Matrix.vstack(half.closure, half.resonance)
        assert rows.shape == (half.order, half.order)
        assert rows.det() != 0
        if half.resonance.rows:
            assert half.resonance * half.matrix == half.generator * half.resonance
            assert sp.simplify(half.resonance * half.jump) == sp.zeros(half.resonance.rows, 1)


@_KERNELS
def test_jump_vanishes_in_the_output(kernel: Kernel) -> None:
    """k_s(0) = s k_s(pi): the Volterra kernel is zero on the diagonal."""
    for half in _halves(kernel):
        assert half.jump[0] == 0


@_KERNELS
def test_companion_generates_the_kernel(kernel: Kernel) -> None:
    for half in _halves(kernel):
        profile = folded(kernel.profile, half.sign)
        derivatives = [profile]
        for _ in range(half.order):
            derivatives.append(derivatives[-1].derivative())
        state = sp.Matrix([f.expression(THETA) for f in derivatives[:-1]])
        following = sp.Matrix([f.expression(THETA) for f in derivatives[1:]])
        assert (half.matrix * state - following).applyfunc(sp.expand) == sp.zeros(half.order, 1)


def test_characteristic_polynomial_on_an_arc_is_the_cubic() -> None:
    """Roots s = kappa^2 of the arc's system solve the cubic (C), beside 0 and -1 of the sources."""
    nu, p, pbar, kappa = sp.symbols("nu p pbar kappa", positive=True)
    system = half_circle_system(first_layer_bias)
    size = system.unknowns
    generator = system.generator(nu, (p + pbar) / 2, (p - pbar) / 2)[:size, :size]
    polynomial = sp.factor(generator.charpoly().as_expr(kappa))
    s, c = kappa**2, sp.pi / nu
    cubic = c**2 * s * (s + 1) ** 2 + c * (p + pbar) / 2 * (2 * s**2 + s + 1) + (s - 1) * p * pbar
    assert sp.expand(polynomial - kappa * (s + 1) * cubic / c**2) == 0
