"""1/khat in partial fractions, its bounds, and the half-circle system built on it."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.strategies import kernels
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError, NotExponentialPolynomial
from freqbias.theory.exact import sign
from freqbias.theory.inverse_symbol import FiniteParity, InverseParity, inverse_symbol
from freqbias.theory.inverse_system import inverse_system
from freqbias.theory.kernels import KERNELS, Kernel, first_layer, first_layer_bias, random_bias

_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)


def _parity(kernel: Kernel, m: int) -> InverseParity | FiniteParity:
    symbol = inverse_symbol(kernel)
    return symbol.odd if m % 2 else symbol.even


@settings(max_examples=20)
@given(kernels(), st.integers(0, 60))
def test_inverse_times_coefficient_is_one(kernel: Kernel, m: int) -> None:
    """At every frequency, exceptional ones too; a vanishing parity keeps its exceptions only."""
    parity, khat = _parity(kernel, m), kernel.fourier()(m)
    if isinstance(parity, FiniteParity):
        assert parity.coefficients.get(m, 0) == khat, f"{kernel.name}: khat_{m} = {khat}"
    else:
        product = sp.simplify(parity(m) * khat)
        assert product == 1, f"{kernel.name}: (1/khat_{m}) khat_{m} = {product}"


@settings(max_examples=20)
@given(kernels(), st.integers(0, 400))
def test_bounds_hold(kernel: Kernel, m: int) -> None:
    parity = _parity(kernel, m)
    if isinstance(parity, InverseParity):
        least, most = parity.bounds
        remainder = 1 / kernel.fourier()(m) - parity.slope * m**2
        within = sign(remainder - least) >= 0 and sign(most - remainder) >= 0
        assert within, f"{kernel.name}, m = {m}: {remainder} is not in [{least}, {most}]"


@_KERNELS
def test_bounds_are_sharp(kernel: Kernel) -> None:
    """Each is a value, or the limit of the values."""
    symbol = inverse_symbol(kernel)
    for parity in (symbol.even, symbol.odd):
        if isinstance(parity, InverseParity):
            start = 0 if parity.sign == 1 else 1
            reached = {parity.remainder(m) for m in range(start, 40, 2)} | {parity.constant}
            assert set(parity.bounds) <= reached, f"{kernel.name}: {parity.bounds}"


def test_constants_of_the_printed_kernel() -> None:
    """The two constants of the Hill comparison, from khat itself."""
    least, most = inverse_symbol(first_layer_bias).bounds
    assert least == -3 * sp.pi
    assert sp.simplify(most - 1 / (sp.pi / 4 + 1 / sp.pi)) == 0


def test_no_bounds_without_bias() -> None:
    with pytest.raises(InputError, match="vanishes on a parity"):
        _ = inverse_symbol(first_layer).bounds


def test_unequal_slopes() -> None:
    """k' not zero at the antipode: the parities decay differently and have no common bound."""
    kernel = Kernel("kink", "none", "none", 5 - THETA + sp.cos(THETA) / 10 + THETA**2 / 20)
    symbol = inverse_symbol(kernel)
    for m in range(12):
        parity = symbol.odd if m % 2 else symbol.even
        assert isinstance(parity, InverseParity)
        assert sp.simplify(parity(m) * kernel.fourier()(m)) == 1, m
    with pytest.raises(InputError, match="slopes"):
        _ = symbol.bounds


def test_a_single_frequency_is_finite() -> None:
    symbol = inverse_symbol(Kernel("cosine", "none", "none", sp.cos(THETA)))
    assert isinstance(symbol.even, FiniteParity)
    assert isinstance(symbol.odd, FiniteParity)
    assert (symbol.even.coefficients, symbol.odd.coefficients) == ({}, {1: sp.pi})


def test_faster_decay_is_refused() -> None:
    """k'(0) = k'(pi) = 0: khat_m is of order m^-4."""
    smooth = Kernel("smooth", "none", "none", (sp.pi - THETA) ** 2 * (sp.pi + 2 * THETA))
    with pytest.raises(InputError, match="slope"):
        inverse_symbol(smooth)


def test_random_bias_has_none() -> None:
    with pytest.raises(NotExponentialPolynomial):
        inverse_symbol(random_bias())


@_KERNELS
def test_fields_are_symmetric_with_their_weights(kernel: Kernel) -> None:
    """``weights * K`` is symmetric, the ground of the count of eigenvalues."""
    system = inverse_system(kernel)
    d, weights = len(system.signs), sp.diag(*system.weights)
    for matrix in (system.constant, system.same, system.mixed):
        block = weights * matrix[:d, :d]
        assert (block - block.T).applyfunc(sp.simplify) == sp.zeros(d), f"{kernel.name}: {block}"


@_KERNELS
@pytest.mark.parametrize("m", [2, 3, 4, 7])
def test_uniform_eigenvalue_solves_the_characteristic_equation(kernel: Kernel, m: int) -> None:
    """For p = pbar the field equations have the solution ``e^{i m x}`` at nu = 2 pi / khat_m."""
    khat = kernel.fourier()(m)
    if khat == 0:
        return
    system = inverse_system(kernel)
    d = len(system.signs)
    matrix = system.constant + 2 * sp.pi / khat * system.same / (2 * sp.pi)
    value = (matrix[:d, :d] + m**2 * sp.eye(d)).det()
    assert sp.simplify(value) == 0, f"{kernel.name}, m = {m}: {value}"
