"""Text becomes exact numbers and formulas, or one sentence; it is never run."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import example, given
from hypothesis import strategies as st

from freqbias.theory.errors import InputError
from freqbias.theory.text import formula, numbers

X = sp.Symbol("x", real=True)
Pair = tuple[str, Any]  # a text and what it means

rationals = st.fractions(max_denominator=10**6)
constants = st.one_of(
    st.integers(0, 99).map(lambda n: (str(n), sp.Integer(n))),
    st.decimals(0, 99, places=2).map(lambda d: (str(d), sp.Rational(Fraction(d)))),
    st.just(("pi", sp.pi)),
    st.just(("x", X)),
)


def compound(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    return st.one_of(
        st.builds(lambda a, b: (f"({a[0]}) + ({b[0]})", a[1] + b[1]), inner, inner),
        st.builds(lambda a, b: (f"({a[0]})-({b[0]})", a[1] - b[1]), inner, inner),
        st.builds(lambda a, b: (f"({a[0]}) * ({b[0]})", a[1] * b[1]), inner, inner),
        st.builds(lambda a, b: (f"({a[0]})({b[0]})", a[1] * b[1]), inner, inner),
        st.builds(lambda a, n: (f"({a[0]}) / {n}", a[1] / n), inner, st.integers(1, 9)),
        st.builds(lambda a, n: (f"({a[0]})^{n}", a[1] ** n), inner, st.integers(0, 3)),
        inner.map(lambda a: (f"-({a[0]})", -a[1])),
        inner.map(lambda a: (f"cos({a[0]})", sp.cos(a[1]))),
        inner.map(lambda a: (f"sin({a[0]})", sp.sin(a[1]))),
    )


formulas = st.recursive(constants, compound, max_leaves=5)


@given(st.lists(rationals, min_size=1, max_size=5))
def test_rationals_read_back(values: list[Fraction]) -> None:
    text = ", ".join(map(str, values))
    assert numbers(text, "breaks") == tuple(map(sp.Rational, values)), text


@given(st.decimals(-(10**6), 10**6, places=6), st.integers(-30, 30))
def test_decimals_are_exact(mantissa: Any, exponent: int) -> None:
    (value,) = numbers(f"{mantissa}e{exponent}", "weights")
    assert value == sp.Rational(Fraction(mantissa)) * sp.Integer(10) ** exponent, f"{value}"


@given(formulas)
def test_a_formula_means_what_it_says(pair: Pair) -> None:
    text, meaning = pair
    assert formula(text, "density", X) == meaning, f"{text} became {formula(text, 'density', X)}"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2x", 2 * X),
        ("3 cos(2x+pi)", -3 * sp.cos(2 * X)),
        ("-x^2", -(X**2)),
        ("-1/3", sp.Rational(-1, 3)),
        ("1/2 x", X / 2),
        ("8/4/2", sp.Integer(1)),
        ("5 - 3 - 1", sp.Integer(1)),
        ("2^3", sp.Integer(8)),
        ("x**2", X**2),
        ("theta", X),
        ("cos(x)sin(x)", sp.cos(X) * sp.sin(X)),
        ("(3 cos(2x+pi)+4.5)/(9 π)", (sp.Rational(9, 2) - 3 * sp.cos(2 * X)) / (9 * sp.pi)),
    ],
)
def test_conventions(text: str, meaning: Any) -> None:
    read = formula(text, "density", X)
    assert sp.expand(read - meaning) == 0, f"{text!r} was read as {read}"


@given(st.text("0123456789.+-*/^(),xe picosntha", max_size=25))
@example("(" * 1900 + "1" + ")" * 1900)
@example("-" * 3999 + "1")
@example("9^16^16^16")
@example("((9^16)^16)^16")
@example("1e400000000000")
@example("1/(1+" * 400 + "1" + ")" * 400)
def test_any_text_gives_numbers_or_one_sentence(text: str) -> None:
    outcome = values_or_message(numbers, text, "breaks")
    if isinstance(outcome, str):
        assert len(outcome.splitlines()) == 1, f"{text!r}: {outcome}"
        assert outcome.startswith("breaks "), f"{text!r}: {outcome}"
    else:
        assert all(value.is_number for value in outcome), f"{text!r} became {outcome}"


@pytest.mark.parametrize("depth", [100, 300])
@pytest.mark.parametrize("level", ["cos(", "1/(2+"])
def test_nested_formulas_are_read_or_refused(level: str, depth: int) -> None:
    """No recursion error: either a formula or one sentence."""
    outcome = values_or_message(formula, level * depth + "x" + ")" * depth, "density", X)
    assert not isinstance(outcome, str) or len(outcome.splitlines()) == 1, outcome


def values_or_message(read: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except InputError as error:
        return str(error)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').environ.__setitem__('FREQBIAS_RAN', '1')",
        "exec('1')",
        "lambda: 0",
        "x.__class__",
        "[1, 2]",
        "{1}",
        "1 if 1 else 2",
        "1; 2",
        "'1'",
        "nan",
        "inf",
        "oo",
        "zoo",
        "1j",
        "0x10",
        "1_000",
        "١",
        "sqrt(2)",
        "E",
        "1 2",
        "1,",
        "",
        " ",
        "1//2",
        "1/0",
        "2^-1",
        "2^17",
        "2^x",
        "x",
        "1e",
        "1e999",
        "cosx",
        "cos",
    ],
)
def test_what_is_not_a_number_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        numbers(text, "breaks")
    assert len(str(caught.value).splitlines()) == 1, f"{text!r}: {caught.value}"
    assert "FREQBIAS_RAN" not in os.environ, f"{text!r} was run"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1" * 4001, "breaks has 4001 characters, more than 4000"),
        ("2^17", "breaks '2^17' contains exponent 17, larger than 16"),
        ("1/0", "breaks '1/0' contains a division by zero"),
        ("1,x", "breaks '1,x' contains a variable where a number is expected"),
        ("1,,2", "breaks '1,,2' cannot be read at character 3"),
        ("(1", "breaks '(1' cannot be read at its end"),
    ],
)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        numbers(text, "breaks")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text", ["1e401", "1e-401", "1e0000401", "1e000000401", "1e-00000401", "1" * 401]
)
def test_numbers_have_at_most_400_digits(text: str) -> None:
    """However the exponent is written: 1e0000009999999 would take all memory."""
    with pytest.raises(InputError, match="more than 400 digits"):
        numbers(text, "breaks")
