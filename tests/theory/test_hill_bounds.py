"""The order of Fourier coefficients and the extremes of the symbol, on kernels made to break them."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import sympy as sp

from freqbias.theory.arccosine import THETA
from freqbias.theory.exact import sign
from freqbias.theory.fourier import FREQUENCY, FourierCoefficients
from freqbias.theory.hill import bounds as bounds_of_symbols
from freqbias.theory.hill.bounds import (
    STEP,
    SymbolBounds,
    nonnegative_form,
    regular_start,
    remainder,
    strictly_decreasing,
    symbol_bounds,
)
from freqbias.theory.kernels import KERNELS, Kernel


def _peak(w: str) -> Kernel:
    """``(pi - theta) cos(w theta)``: positive coefficients, without exceptions, largest near w."""
    return Kernel(f"peak at {w}", "", "", (sp.pi - THETA) * sp.cos(sp.Rational(w) * THETA))


@pytest.mark.parametrize("w", ["1/2", "3/2", "5/2", "11/2"])
def test_a_peak_further_out_is_not_overlooked(w: str) -> None:
    khat = _peak(w).fourier()
    values = [khat(m) for m in range(40)]
    falling = all(a > b for a, b in pairwise(values))
    assert strictly_decreasing(_peak(w)) == falling, f"{values[:9]}"
    assert falling == (w == "1/2")


def test_an_order_broken_further_out_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even khat_m = 1/(m^2 + 1), odd 1/(2 m^2): in order up to khat_3, and never after."""
    khat = FourierCoefficients(1 / (FREQUENCY**2 + 1), 1 / (2 * FREQUENCY**2), {})
    kernel: Any = SimpleNamespace(fourier=lambda: khat)
    monkeypatch.setattr(
        bounds_of_symbols, "symbol_bounds", lambda _: SimpleNamespace(even_only=False)
    )
    assert [m for m in range(9) if khat(m) <= khat(m + 1)] == [3, 5, 7]
    assert not strictly_decreasing(kernel)


def test_an_order_broken_once_behind_the_exceptions_is_not_overlooked() -> None:
    """Odd khat_m = 4/m^2, even 4 (m^2 + 10)/(m^2 - 1)^2: only khat_4 > khat_3, next to the start."""
    mixed = sp.cos(THETA) * (sp.pi - THETA) * sp.Rational(11, 2) + sp.sin(THETA) * sp.Rational(9, 2)
    kernel = Kernel("step up at 4", "", "", sp.pi - THETA + mixed + 1)
    khat = kernel.fourier()
    assert [m for m in range(40) if sign(khat(m) - khat(m + 1)) <= 0] == [3]
    assert not strictly_decreasing(kernel)


@pytest.mark.parametrize("w", ["1/2", "3/2", "11/2"])
def test_the_bounds_of_a_peak_hold_and_are_approached(w: str) -> None:
    bounds, khat = symbol_bounds(_peak(w)), _peak(w).fourier()
    values = [remainder(khat, bounds.slope, m) for m in (*range(30), 5000)]
    assert all(bounds.lower <= value <= bounds.upper for value in values), f"{bounds}"
    assert bounds.upper in values
    assert min(values) - bounds.lower < sp.Rational(1, 100)
    assert (bounds.even_only, bounds.extra) == (False, 0)


@pytest.mark.parametrize("kernel", [*KERNELS.values(), _peak("5/2")], ids=lambda k: k.name)
@pytest.mark.parametrize("parity", [0, 1])
def test_the_first_regular_frequency(kernel: Kernel, parity: int) -> None:
    khat = kernel.fourier()
    start = regular_start(khat, parity)
    assert start % 2 == parity
    assert all(m < start for m in khat.exceptional if m % 2 == parity)
    assert start - 2 < 0 or start - 2 in khat.exceptional, "there is none before"


@pytest.mark.parametrize(
    ("expression", "start", "form"),
    [
        (FREQUENCY - 4, 4, 2 * STEP),
        (FREQUENCY - 4, 3, None),
        (-1 / (3 - FREQUENCY), 4, 1 / (2 * STEP + 1)),
        (1 / (3 - FREQUENCY), 4, None),
        (1 / (FREQUENCY - 4), 4, None),
        ((FREQUENCY - 4) / (FREQUENCY - 2), 4, STEP / (STEP + 1)),
        (sp.Integer(0), 0, sp.Integer(0)),
        (sp.Integer(-1), 0, None),
    ],
)
def test_forms_are_given_where_the_coefficients_tell(
    expression: Any, start: int, form: Any
) -> None:
    found = nonnegative_form(expression, start)
    assert (found is None) == (form is None), f"{expression} from {start}: {found}"
    assert form is None or sp.cancel(found - form) == 0


@pytest.mark.parametrize(
    ("lower", "upper", "shifts", "radius"),
    [(-3, 4, (-1, sp.Rational(4, 3)), 4), (1, 6, (sp.Rational(1, 5), 2), 6), (-6, -5, (-2, -1), 6)],
)
def test_shifts_take_the_worst_density(lower: int, upper: int, shifts: Any, radius: int) -> None:
    """For 3 <= p <= 5: a negative lower end is divided by the least p, a positive by the largest."""
    bounds = SymbolBounds(sp.Integer(4), sp.Integer(lower), sp.Integer(upper), False, 0)
    assert bounds.shifts(sp.Integer(3), sp.Integer(5)) == shifts
    assert bounds.radius == radius
    assert bounds.weyl_error(7) == 7 + sp.sqrt(radius)
    assert bounds.frequency_error(7) == (7 + sp.sqrt(radius)) / 2


def test_a_symbol_between_positive_bounds_has_no_negative_radius() -> None:
    assert SymbolBounds(sp.Integer(1), sp.Integer(0), sp.Integer(0), False, 0).radius == 0
