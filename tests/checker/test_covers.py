"""Covers: every box is needed, signs are shown up to the boundary, and no further than they hold."""

from __future__ import annotations

import importlib.util
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.trees import tree

PATH = Path(__file__).parents[2] / "checker" / "check.py"
_SPEC = importlib.util.spec_from_file_location("check", PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
check: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)

_BITS = 128
_X = ["var", "x"]


def _status(certificate: Any) -> str:
    text = certificate if isinstance(certificate, str) else json.dumps(certificate)
    status: str = check.verify(text)[0]
    return status


_COVER: dict[str, Any] = {
    "format": "freqbias-certificate-1",
    "kind": "cover",
    "claim": "test.cover",
    "variables": ["x", "y"],
    "domain": [["0", "2"], ["0", "1"]],
    "boxes": [
        [["0", "1"], ["0", "1"]],
        [["1", "3/2"], ["0", "1/2"]],
        [["1", "3/2"], ["1/2", "1"]],
        [["3/2", "2"], ["0", "1"]],
    ],
    "strict": True,
    "expressions": [["+", ["q", "11/10"], ["*", ["q", "-1"], ["sin", _X]], ["var", "y"]]],
}


def test_a_cover_is_verified() -> None:
    assert _status(_COVER) == "verified", check.verify(json.dumps(_COVER))


@pytest.mark.parametrize("missing", range(4))
def test_every_box_is_needed(missing: int) -> None:
    boxes = [box for n, box in enumerate(_COVER["boxes"]) if n != missing]
    assert _status({**_COVER, "boxes": boxes}) == "FAILED"


@pytest.mark.parametrize(
    ("box", "side", "end"), [(b, s, e) for b in range(4) for s in (0, 1) for e in (0, 1)]
)
def test_a_box_that_shrinks_is_noticed(box: int, side: int, end: int) -> None:
    boxes: Any = json.loads(json.dumps(_COVER["boxes"]))
    lower, upper = map(Fraction, boxes[box][side])
    tiny = Fraction(1, 10**12)
    boxes[box][side] = [str(lower + tiny * (end == 0)), str(upper - tiny * (end == 1))]
    assert _status({**_COVER, "boxes": boxes}) == "FAILED"


def _minus(x: Any) -> list[Any]:
    return ["*", ["q", "-1"], x]


def _one(sign: str) -> list[Any]:
    """1 + x or 1 - x."""
    return ["+", ["q", "1"], _X if sign == "+" else _minus(_X)]


_TURN = ["*", ["pi"], _X]
_TOUCHING = {  # each is 0 somewhere on the boundary, which no enclosure alone can tell from < 0
    "x - sin(x)": (["+", _X, _minus(["sin", _X])], "2"),
    "sin(pi x/2) - x": (["+", ["sin", ["*", ["q", "1/2"], _TURN]], _minus(_X)], "1"),
    "cosh(x) - 1 - x^2/2": (
        ["+", ["cosh", _X], ["q", "-1"], ["*", ["q", "-1/2"], ["^", _X, "2"]]],
        "1",
    ),
    "x - log(1 + x)": (["+", _X, _minus(["log", _one("+")])], "3"),
    "1 - cos(pi x)": (["+", ["q", "1"], _minus(["cos", _TURN])], "1"),
    "(1 - x)/(1 + x)": (["*", _one("-"), ["^", _one("+"), "-1"]], "1"),
    "1 - x exp(1 - x)": (["+", ["q", "1"], _minus(["*", _X, ["exp", _one("-")]])], "1"),
}


def _touching(expression: Any, upper: str, strict: bool = False) -> dict[str, Any]:
    box = [["0", upper]]
    return {
        **_COVER,
        "variables": ["x"],
        "domain": box,
        "boxes": [box],
        "expressions": [expression],
        "strict": strict,
    }


@pytest.mark.parametrize("name", list(_TOUCHING))
def test_zeros_on_the_boundary_are_no_obstacle(name: str) -> None:
    expression, upper = _TOUCHING[name]
    assert _status(_touching(expression, upper)) == "verified", name
    assert _status(_touching(expression, upper, strict=True)) != "verified", f"{name} is not > 0"
    lower = ["+", expression, ["q", "-1/1000000"]]
    assert _status(_touching(lower, upper)) != "verified", f"{name} less 10^-6 is somewhere < 0"


@given(
    st.lists(st.integers(-3, 3), min_size=2, max_size=5), st.sampled_from(["sin", "exp", "cosh"])
)
def test_slopes_are_those_of_sympy(coefficients: list[int], name: str) -> None:
    x = sp.Symbol("x", real=True)
    polynomial = sum((c * x**n for n, c in enumerate(coefficients)), sp.Integer(0))
    function = getattr(sp, name)(polynomial / 5) * polynomial + 1 / (x**2 + 3)
    at = {"x": [check.Interval.of(Fraction(2, 7), _BITS)]}
    mine = check.slope(check.placed(check.Reader()(tree(function)), {}), "x")
    true = check.Reader()(tree(sp.diff(function, x)))
    found, wanted = (check.Evaluator(_BITS).number(node, at) for node in (mine, true))
    assert max(found.lo, wanted.lo) <= min(found.hi, wanted.hi), f"({function})'"
    assert found.hi - found.lo < 1 << 20


def test_a_cover_of_what_is_not_positive_fails() -> None:
    low = ["+", ["q", "9/10"], ["*", ["q", "-1"], ["sin", _X]], ["var", "y"]]
    assert _status({**_COVER, "expressions": [low]}) == "FAILED"
    assert _status({**_COVER, "expressions": [*_COVER["expressions"], low]}) == "FAILED"
    assert _status({**_COVER, "variables": ["x", "x"]}) == "FAILED"
    assert _status({**_COVER, "domain": [["0", "2"], ["0", "2"]]}) == "FAILED"


def _power(base: Any, exponent: str) -> list[Any]:
    return ["^", base, exponent]


_LOG = ["log", _X]
_UNDEFINED = {  # on [-1, 1], whatever cancels: none of them may be verified
    "x/x": ["*", _X, _power(_X, "-1")],
    "0 log(x)": ["*", ["q", "0"], _LOG],
    "log(x) - log(x) + 1": ["+", _LOG, _minus(_LOG), ["q", "1"]],
    "log(x)^0": _power(_LOG, "0"),
    "log(x)^2": _power(_LOG, "2"),
    "(x^(1/2))^2 - x": ["+", _power(_power(_X, "1/2"), "2"), _minus(_X)],
    "x^(1/2) x^(1/2) + 2": ["+", ["*", _power(_X, "1/2"), _power(_X, "1/2")], ["q", "2"]],
    "1/(1/x) + 2": ["+", _power(_power(_X, "-1"), "-1"), ["q", "2"]],
    "acos(x - 1) - acos(x - 1)": [
        "+",
        ["acos", ["+", _X, ["q", "-1"]]],
        _minus(["acos", ["+", _X, ["q", "-1"]]]),
    ],
    "(x^2 - x)/(1 - 1) + 1": ["+", ["q", "1"], _power(["+", _X, _minus(_X)], "-1")],
}


@pytest.mark.parametrize("name", list(_UNDEFINED))
@pytest.mark.parametrize("strict", [False, True])
def test_what_cancels_must_be_defined_first(name: str, strict: bool) -> None:
    sides = [["-1", "1"]]
    data = {**_touching(_UNDEFINED[name], "1", strict), "domain": sides, "boxes": [sides]}
    assert _status(data) != "verified", check.verify(json.dumps(data))


def test_what_cancels_may_cancel_where_it_is_defined() -> None:
    data = _touching(["+", _LOG, _minus(_LOG), _power(_power(_X, "1/2"), "2")], "2", strict=True)
    assert _status({**data, "domain": [["1", "2"]], "boxes": [[["1", "2"]]]}) == "verified"


def test_numbers_of_any_size_end_in_one_sentence() -> None:
    tower: Any = ["q", "2"]
    for _ in range(7):
        tower = _power(tower, "100")
    for number in (tower, ["*", ["q", "2"], tower], _power(["*", ["q", "2"], _X], "100")):
        status, _, sentence = check.verify(json.dumps(_touching(["+", _X, number], "1")))
        assert status in ("verified", "not verified"), sentence
    assert _status(_touching(["+", _X, tower], "1")) == "not verified"
