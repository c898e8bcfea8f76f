"""Transfers over an arc: modes against doubling against the matrix exponential."""

import pytest
from flint import acb, arb, arb_mat, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.numerics.balls import complex_ball
from freqbias.numerics.exact.arc_modes import Coinciding
from freqbias.numerics.exact.propagator import propagator
from freqbias.numerics.exact.transfer import DoublingTransfer, ModeTransfer
from freqbias.strategies import kernels
from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.modes import modes

_BITS = 256
_parts = st.fractions(min_value=0, max_value=2, max_denominator=50)


def _overlap(one: object, two: object) -> bool:
    pairs = zip(one.entries(), two.entries(), strict=True)  # type: ignore[attr-defined]
    return all(acb(x).overlaps(acb(y)) for x, y in pairs)


@settings(max_examples=40)
@given(kernels(), _parts, _parts, st.floats(0.01, 1e8), st.floats(-1, 1), _parts)
def test_modes_agree_with_doubling(kernel, p, pbar, size, turn, length) -> None:  # type: ignore[no-untyped-def]
    with ctx.workprec(_BITS):
        parts = (length + 1 / 7, (p + pbar) / 2, (p - pbar) / 2)
        long, sigma, delta = (arb(str(float(x))) for x in parts)
        arc = (long, sigma, delta)
        nu = arb(size) if turn > 0 else acb(size * turn, size * (1 + turn))
        system = half_circle_system(kernel)
        slow = DoublingTransfer(system, arc)(nu)
        try:
            fast = ModeTransfer(system, modes(kernel), arc)(nu)
        except Coinciding:
            return
        for one, two in zip(fast, slow, strict=True):
            assert _overlap(one, two), f"{kernel.name}, p = {p}, pbar = {pbar}, nu = {nu}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_doubling_is_the_matrix_exponential(kernel: Kernel) -> None:
    system = half_circle_system(kernel)
    sigma, delta, length, nu = (arb(x) for x in (0.3, -0.1, 1.25, 40))
    with ctx.workprec(_BITS):
        parts = (system.constant, system.same, system.mixed)
        constant, same, mixed = (
            arb_mat(m.rows, m.cols, [complex_ball(x).real for x in m]) for m in parts
        )
        full = ((constant + (same * sigma + mixed * delta) * nu) * length).exp()
        order = [*system.graded[0], *system.graded[1]]
        state, accumulated = DoublingTransfer(system, (length, sigma, delta))(nu)
        for i, row in enumerate(order):
            for j, column in enumerate(order):
                assert state[i, j].overlaps(full[row, column])
        for i in range(accumulated.nrows()):
            for j, column in enumerate(order):
                assert accumulated[i, j].overlaps(full[system.unknowns + i, column])


def test_coinciding_exponents_are_noticed() -> None:
    """p = pbar = 0: the exponents 0 and +-i are multiple."""
    with ctx.workprec(_BITS):
        arc = (arb(1), arb(0), arb(0))
        transfer = ModeTransfer(half_circle_system(first_layer_bias), modes(first_layer_bias), arc)
        with pytest.raises(Coinciding):
            transfer(arb(5))


@given(st.floats(-50, 50), st.floats(0.01, 30))
@settings(max_examples=25)
def test_scalar_propagator_is_cosh_and_sinh(square: float, length: float) -> None:
    with ctx.workprec(_BITS):
        blocks = propagator(arb_mat([[1]]), arb_mat([[square]]), arb(length))
        root = acb(square).sqrt()
        assert blocks[0][0, 0].overlaps((root * length).cosh().real)
        if square:
            assert blocks[1][0, 0].overlaps(((root * length).sinh() / root).real)
