"""The checker's own arithmetic: enclosures contain the truth, by Arb and mpmath, and are narrow."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from flint import arb, arb_mat, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "checker" / "check.py"
_SPEC = importlib.util.spec_from_file_location("check", PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
check: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)

_BITS = 128
_REALS = st.fractions(-30, 30, max_denominator=10**9)
_SMALL = st.fractions(-1, 1, max_denominator=10**9)
_POSITIVE = st.fractions(Fraction(1, 10**6), 50, max_denominator=10**9)
_RANGES = {
    "exp": _REALS,
    "sin": _REALS,
    "cos": _REALS,
    "atan": _REALS,
    "log": _POSITIVE,
    "asin": _SMALL,
    "acos": _SMALL,
    "sinh": st.fractions(-5, 5, max_denominator=10**9),
    "cosh": st.fractions(-5, 5, max_denominator=10**9),
}


def _arb(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def _q(x: Fraction | int) -> list[Any]:
    return ["q", str(Fraction(x))]


def _value(expression: Any, bits: int = _BITS) -> Any:
    return check.Evaluator(bits).number(check.Reader()(expression), {})


def _contains(found: Any, truth: arb) -> bool:
    """Whether the interval contains the whole ball, which is far smaller."""
    lower, upper = (_arb(end) for end in found.ends)
    return bool(lower <= truth) and bool(truth <= upper)


@pytest.mark.parametrize("name", list(_RANGES))
def test_functions_contain_the_value_of_arb(name: str) -> None:
    @given(_RANGES[name])
    def contained(x: Fraction) -> None:
        found = _value([name, _q(x)])
        with ctx.workprec(400):
            truth = getattr(_arb(x), name)()
            assert _contains(found, truth), f"{name}({x}) = {truth}, not in {found.ends}"
        size = max(1, abs(found.ends[0]))
        width = found.ends[1] - found.ends[0]
        assert width <= size * Fraction(1, 2 ** (_BITS - 36)), f"{name}({x}) is {float(width)} wide"

    contained()


@given(_POSITIVE, st.fractions(-6, 6, max_denominator=6))
def test_powers_contain_the_value_of_arb(x: Fraction, exponent: Fraction) -> None:
    found = _value(["^", _q(x), str(exponent)], 256)
    with ctx.workprec(600):
        truth = _arb(x) ** _arb(exponent)
        assert _contains(found, truth), f"{x}^{exponent} = {truth}, not in {found.ends}"


@given(_SMALL, _SMALL, _SMALL, st.sampled_from(["sin", "exp", "atan", "cosh"]))
def test_functions_of_intervals_contain_those_of_points(
    a: Fraction, b: Fraction, c: Fraction, name: str
) -> None:
    low, middle, high = sorted((a, b, c))
    node = check.Reader()([name, ["*", ["var", "x"], ["var", "x"], ["var", "x"]]])
    wide = check.Evaluator(_BITS).number(node, {"x": [check.Interval.between(low, high, _BITS)]})
    narrow = check.Evaluator(_BITS).number(node, {"x": [check.Interval.of(middle, _BITS)]})
    assert wide.lo <= narrow.hi, f"{name}(x^3) on [{low}, {high}]"
    assert narrow.lo <= wide.hi, f"{name}(x^3) on [{low}, {high}]"


@given(_SMALL, _SMALL, st.integers(1, 5), st.integers(0, 3))
def test_integrals_contain_the_closed_form(a: Fraction, b: Fraction, w: int, n: int) -> None:
    """Of ``x^n cos(w x)``, by mpmath's series at 60 digits; and of its derivative, exactly."""
    x = ["var", "x"]
    body = ["*", ["^", x, str(n)], ["cos", ["*", _q(w), x]]]
    found = _value(["integral", body, "x", _q(a), _q(b)], 96)
    with mpmath.workdps(60):
        low, high = (mpmath.mpf(v.numerator) / v.denominator for v in (a, b))
        truth = mpmath.quad(lambda t: t**n * mpmath.cos(w * t), [low, high])
        lower, upper = (mpmath.mpf(e.numerator) / e.denominator for e in found.ends)
        assert lower <= truth <= upper, f"integral of x^{n} cos({w} x) over [{a}, {b}]"
    assert upper - lower < 1e-20


_X = ["var", "x"]


@pytest.mark.parametrize(
    ("body", "lower", "upper", "truth"),
    [
        (["^", _X, "1/2"], 1, 4, lambda: mpmath.mpf(14) / 3),
        (["^", _X, "-1"], 1, 2, lambda: mpmath.log(2)),
        (["log", _X], 1, 3, lambda: 3 * mpmath.log(3) - 2),
        (["acos", _X], Fraction(-1, 2), Fraction(1, 2), lambda: mpmath.pi / 2),
        (["atan", _X], 0, 1, lambda: mpmath.pi / 4 - mpmath.log(2) / 2),
        (
            ["exp", ["sin", _X]],
            0,
            3,
            lambda: mpmath.quad(lambda t: mpmath.exp(mpmath.sin(t)), [0, 3]),
        ),
        (["abs", ["cos", _X]], 0, 1, lambda: mpmath.sin(1)),
        (["sinh", _X], 0, 2, lambda: mpmath.cosh(2) - 1),
    ],
)
def test_integrals_of_other_functions(body: Any, lower: Any, upper: Any, truth: Any) -> None:
    found = _value(["integral", body, "x", _q(lower), _q(upper)])
    with mpmath.workdps(60):
        low, high = (mpmath.mpf(e.numerator) / e.denominator for e in found.ends)
        assert low <= truth() <= high
    assert high - low < 1e-25


def test_an_integral_over_a_singularity_is_not_decided() -> None:
    with pytest.raises(check.Undecided):
        _value(["integral", ["^", _X, "-1"], "x", _q(-1), _q(2)])


@given(st.lists(st.fractions(-2, 2, max_denominator=50), min_size=9, max_size=9))
def test_matrix_functions_contain_those_of_arb(entries: list[Fraction]) -> None:
    rows = [entries[3 * i : 3 * i + 3] for i in range(3)]
    tree = ["matrix", *([_q(x) for x in row] for row in rows)]
    node = check.Reader()(["expm", tree])
    found = check.Evaluator(_BITS)(node, {})
    with ctx.workprec(400):
        exact = arb_mat([[_arb(x) for x in row] for row in rows])
        truth = exact.exp()
        for i in range(3):
            for j in range(3):
                assert _contains(found[i][j], truth[i, j]), f"exp{rows}[{i},{j}]"
        assert _contains(_value(["det", ["expm", tree]]), truth.det())
        one = ["m*", ["matrix", *_unit()], ["solve", ["expm", tree], ["expm", tree]]]
        assert _value(["det", one]).ends[0] <= 1 <= _value(["det", one]).ends[1]


def _unit() -> list[Any]:
    return [[_q(int(i == j)) for j in range(3)] for i in range(3)]


def test_a_root_needs_a_change_of_sign() -> None:
    square = ["+", ["^", _X, "2"], ["q", "-2"]]
    found = _value(["root", square, "x", "1.41421", "1.41422"])
    assert found.ends[0] ** 2 < 2 < found.ends[1] ** 2
    with pytest.raises(check.Refuted):
        _value(["root", square, "x", "1.5", "1.6"])
    with pytest.raises(check.Undecided):  # no function is continuous across a pole
        _value(["root", ["^", _X, "-1"], "x", "-1", "1"])


def _over(body: Any, name: str, lower: int = 0, upper: int = 1) -> list[Any]:
    return ["integral", body, name, _q(lower), _q(upper)]


_Y = ["var", "y"]


@pytest.mark.parametrize(
    "body",
    [
        _over(["*", _X, _Y], "y"),
        ["*", _X, _over(["cos", ["*", _X, _Y]], "y")],
        _over(["^", ["+", _X, ["*", _q(-1), _Y]], "2"], "y"),
        ["let", "w", ["*", _X, _X], _over(["*", ["var", "w"], _Y], "y")],
        ["root", ["+", ["*", _Y, _Y], _q(-1), ["*", _q(-1), _X]], "y", "1/2", "3"],
        _over(["let", "w", _X, ["*", ["var", "w"], _Y]], "y"),
    ],
)
def test_integrals_within_integrals_are_not_mixed_up(body: Any) -> None:
    """The integral of x y over the unit square is 1/4; with one series for both variables, 1/3."""
    with pytest.raises(check.Undecided):
        _value(_over(body, "x"))


def test_integrals_within_integrals_of_their_own_variable() -> None:
    """x times the integral of y: 1/4; shadowed names do no harm; a number from outside may enter."""
    quarter = Fraction(1, 4)
    inner: Any
    for inner in (_over(_Y, "y"), _over(_X, "x")):
        low, high = _value(_over(["*", _X, inner], "x")).ends
        assert low <= quarter <= high
    low, high = _value(["let", "w", _q(3), _over(["*", ["var", "w"], _X], "x")]).ends
    assert low <= Fraction(3, 2) <= high


def test_a_root_within_a_root_is_no_continuous_function() -> None:
    """Both -1 and 1 are zeros of y^3 - y - x/9 for small x: which one it is may change with x."""
    inner = ["root", ["+", ["^", _Y, "3"], ["*", _q(-1), _Y], ["*", _q(Fraction(-1, 9)), _X]], "y"]
    body = ["+", _X, ["*", _q(Fraction(-1, 10)), [*inner, "-2", "2"]]]
    with pytest.raises(check.Undecided, match="may jump"):
        _value(["root", body, "x", "-1", "1"])
