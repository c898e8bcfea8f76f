"""Orders against floating point: bounds hold at random admissible parameters, growth is growth."""

import math
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.theory.errors import InputError
from freqbias.theory.orders import LOG_M, WIDTH, Bounded, Growing, Regime, compare_orders

_N, _TAU, _EPS = sp.symbols("n tau eps", positive=True)
_REGIME = Regime(
    "test", (_N, 1 / _EPS, WIDTH * _TAU**2 / (_N**4 * LOG_M**3), LOG_M), {_TAU: _EPS / _N}
)
_quarters = st.integers(-12, 12).map(lambda k: sp.Rational(k, 4))
_exponents = st.tuples(_quarters, _quarters, _quarters, _quarters)
_logs = st.tuples(*(st.floats(0, 60) for _ in range(3)))


def _monomial(exponents: tuple[Any, ...]) -> Any:
    return sp.Mul(*(s**e for s, e in zip((_N, _EPS, WIDTH, LOG_M), exponents, strict=True)))


def _log_ratio(exponents: tuple[Any, ...], n: float, eps: float, m: float) -> float:
    """log of n^a eps^b m^c log(m)^d from the logarithms of n, eps, m."""
    values = zip(exponents, (n, eps, m, math.log(m)), strict=True)
    return sum(float(e) * value for e, value in values)


def _least_width(n: float, eps: float) -> float:
    """log of the least m with m >= n^6/eps^2 log(m)^3 and m >= e^5."""
    m = 5.0
    for _ in range(60):
        m = max(5.0, 6 * n - 2 * eps + 3 * math.log(m))
    return m


@settings(max_examples=60, deadline=None)
@given(_exponents, st.lists(_logs, min_size=5, max_size=5))
def test_bounds_hold_and_growth_grows(exponents: Any, points: list[tuple[float, ...]]) -> None:
    found = compare_orders(_monomial(exponents), sp.Integer(1), _REGIME)
    if isinstance(found, Bounded):
        most = float(sp.log(found.constant(_REGIME))) + 1e-6
        for n, smaller, wider in points:
            m = _least_width(n, -smaller) + wider
            ratio = _log_ratio(exponents, n, -smaller, m)
            assert ratio <= most, f"{exponents}: exp({ratio}) at log(n, 1/eps, m) = {n, smaller, m}"
        assert min(found.multipliers.values(), default=sp.Integer(0)) >= 0
        return
    assert isinstance(found, Growing), f"{exponents} is not decided"
    near, far = (_along(found, exponents, log_s) for log_s in (1e8, 1e16))
    assert far > near + 1, f"{exponents}: from exp({near}) to exp({far}) along {found.family}"


def _along(found: Growing, exponents: tuple[Any, ...], log_s: float) -> float:
    n, eps = (
        float(found.family.get(s, 0)) * log_s + float(found.logs.get(s, 0)) * math.log(log_s)
        for s in (_N, _EPS)
    )
    m = float(found.family.get(WIDTH, 0)) * log_s + float(found.logs.get(WIDTH, 0)) * math.log(
        log_s
    )
    least = _least_width(n, eps)
    assert m >= least - 100, f"m = exp({m}) is too narrow: exp({least}) is needed along {found}"
    return _log_ratio(exponents, n, eps, max(m, least))


@given(st.integers(1, 6), st.integers(1, 20))
def test_the_constant_of_a_logarithm_is_the_supremum(c: int, p: int) -> None:
    """log(m)^c m^(-p/4) is greatest, (4 c/(p e))^c, at m = exp(4 c/p)."""
    left = LOG_M**c / WIDTH ** sp.Rational(p, 4)
    found = compare_orders(left, sp.Integer(1), Regime("wide", (WIDTH, LOG_M)))
    assert isinstance(found, Bounded)
    at = sp.exp(sp.Rational(4 * c, p))
    attained = left.subs({WIDTH: at, LOG_M: sp.Rational(4 * c, p)})
    assert sp.simplify(found.constant(Regime("wide", (WIDTH, LOG_M))) / attained) == 1


@pytest.mark.parametrize("extra", [sp.Rational(1, 1000), sp.Integer(1)])
def test_logarithms_decide_where_powers_tie(extra: Any) -> None:
    """m >= n^4 log(m)^3: n^4 log(m)^3 = O(m), but with any higher power of log(m) it is not."""
    regime = Regime("tie", (_N, WIDTH / (_N**4 * LOG_M**3), LOG_M))
    assert isinstance(compare_orders(_N**4 * LOG_M**3, WIDTH, regime), Bounded)
    found = compare_orders(_N**4 * LOG_M ** (3 + extra), WIDTH, regime)
    assert isinstance(found, Growing)
    assert (found.power, found.log_power) == (0, extra)
    slack = compare_orders(_N ** (4 - extra) * LOG_M**99, WIDTH, regime)
    assert isinstance(slack, Bounded), "any power of n absorbs every power of log(m)"


def test_every_condition_is_needed() -> None:
    """left is the product of all conditions inverted: without one of them it is unbounded."""
    left = 1 / sp.Mul(*_REGIME.at_least)
    assert isinstance(compare_orders(left, sp.Integer(1), _REGIME), Bounded)
    for missing in _REGIME.at_least[:3]:
        kept = tuple(g if g != missing else 1 / g for g in _REGIME.at_least)
        regime = Regime("turned round", kept, _REGIME.definitions)
        found = compare_orders(1 / missing, sp.Integer(1), regime)
        assert isinstance(found, Growing), f"bounded although {missing} is not bounded below"


def test_what_is_no_monomial_is_refused() -> None:
    with pytest.raises(InputError, match="not a monomial"):
        compare_orders(_N + 1, WIDTH, _REGIME)
    with pytest.raises(InputError, match="not a monomial"):
        compare_orders(sp.Symbol("unknown", positive=True), WIDTH, _REGIME)
    with pytest.raises(InputError, match="no parameter"):
        compare_orders(_N, WIDTH, Regime("nothing", (_N * WIDTH, LOG_M)))
    with pytest.raises(InputError, match="not a monomial"):
        compare_orders(sp.exp(_N), _N, _REGIME)
    with pytest.raises(InputError, match="not a monomial"):
        compare_orders(2**_EPS, sp.Integer(1), _REGIME)


@pytest.mark.parametrize(
    ("regime", "reason"),
    [
        (Regime("empty", (), {}, {}), "no parameters"),
        (Regime("without log(m)", (_N, WIDTH / _N)), "bounded below"),
        (Regime("any sign", (sp.Symbol("z", real=True), LOG_M)), "assumed positive"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
@pytest.mark.parametrize("power", [1, 2])
def test_regimes_that_decide_nothing_are_refused(regime: Regime, reason: str, power: int) -> None:
    with pytest.raises(InputError, match=reason):
        compare_orders(_N**power, WIDTH, regime)


def test_numbers_do_not_matter() -> None:
    assert isinstance(compare_orders(sp.sqrt(2) ** sp.sqrt(3) * _N, WIDTH, _REGIME), Bounded)
    assert isinstance(compare_orders(1, 1, _REGIME), Bounded)
