"""The determinant in mpmath against the one in balls: another arithmetic, another exponential."""

import mpmath
import pytest
from flint import arb, ctx

from freqbias.numerics.eigenvalue import bounds
from freqbias.numerics.exact.determinant import FredholmDeterminant
from freqbias.numerics.exact.reference import determinant, eigenvalue
from freqbias.numerics.spectrum import spectrum
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import KERNELS, Kernel, first_layer_bias
from freqbias.theory.sectors import Sector

_DENSITIES = {
    "1:2:4": PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4"),
    "gap": PiecewiseConstant.from_text("-1, -1/2, 1/5, 1", "1, 0, 3"),
}
_THIRDS = PiecewiseConstant.from_text("-1, -5/6, -1/3, -1/6, 1/3, 1/2, 1", "1, 4, 1, 4, 1, 4")


def _agrees(kernel: Kernel, density: PiecewiseConstant, nu: int, sector: Sector) -> None:
    found = determinant(kernel, density, mpmath.mpf(nu), 30, sector)
    with ctx.workprec(200):
        ball = FredholmDeterminant(kernel, density, 200, sector)(arb(nu))
        error = abs(ball - arb(mpmath.nstr(mpmath.re(found), 25)))
        assert error < arb(10) ** -15 * (1 + abs(ball)), f"{kernel.name}, {density}, nu = {nu}"


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
def test_determinants_agree(kernel: Kernel) -> None:
    _agrees(kernel, _DENSITIES["gap"], 3, Sector())


def test_determinants_agree_for_three_arcs() -> None:
    _agrees(first_layer_bias, _DENSITIES["1:2:4"], 211, Sector())


@pytest.mark.parametrize("index", [0, 1])
def test_sectors_agree(index: int) -> None:
    _agrees(first_layer_bias, _THIRDS, 57, Sector(3, index))


@pytest.mark.slow
def test_eigenvalues_agree() -> None:
    density = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    row = spectrum(first_layer_bias, density, 6, 12)[5].row
    found = eigenvalue(first_layer_bias, density, float(row.value), 15)
    low, high = bounds(row.value)
    with mpmath.workdps(40):
        assert mpmath.mpf(low.numerator) / low.denominator <= found
        assert found <= mpmath.mpf(high.numerator) / high.denominator
