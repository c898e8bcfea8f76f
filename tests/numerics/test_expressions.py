"""Eigenfunctions as formulas: the same values, by SymPy and from the printed LaTeX."""

import re
from functools import cache

import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.expressions import expression, latex
from freqbias.numerics.spectrum import Spectrum, spectrum
from freqbias.strategies import kernels, piecewise_constant_densities
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

_X = sp.Symbol("x", real=True)
_FIG2 = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
_HALVES = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
_THIRDS = PiecewiseConstant.from_text("-1, -5/6, -1/3, -1/6, 1/3, 1/2, 1", "1, 4, 1, 4, 1, 4")
_GAPS = PiecewiseConstant.from_text("-1, -1/2, 0, 1/4, 1", "0, 1, 0, 5")
_DENSITIES = [_FIG2, _HALVES, _THIRDS, _GAPS, uniform()]
_GRID = np.linspace(-np.pi, np.pi, 400, endpoint=False) + 1e-3


@cache
def _function(density: PiecewiseConstant, index: int) -> Eigenfunction:
    function: Eigenfunction = _spectrum(density)[index].function
    return function


@cache
def _spectrum(density: PiecewiseConstant) -> Spectrum:
    return spectrum(first_layer_bias, density, 8, 20)


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
@given(kernels(), piecewise_constant_densities(max_pieces=4), st.integers(0, 4))
@example(first_layer_bias, _GAPS, 1)
@example(first_layer_bias, _FIG2, 0)
def test_thirty_digits_lie_in_the_balls(
    kernel: Kernel, density: PiecewiseConstant, index: int
) -> None:
    """The formula at 45 digits against balls of the pieces in their own variable."""
    pair = spectrum(kernel, density, 5, 15)[index]
    assume(pair.certified and not pair.cluster)
    f = pair.basis(50)[index - pair.row.index]
    formula = expression(f, _X, 45)
    for x in (sp.Rational(-157, 50), sp.Rational(3, 11), sp.Rational(25, 8)):
        ball = f.value(x, 40)
        value = sp.Rational(ball.mid) * sp.Integer(10) ** ball.exponent
        off = abs(formula.subs(_X, x).evalf(45) - value)
        assert off < sp.Float("1e-30"), f"{kernel.name}, {density}, {pair} at {x}: off by {off}"


@pytest.mark.parametrize("density", _DENSITIES, ids=str)
def test_float64_agrees_with_the_function(density: PiecewiseConstant) -> None:
    for index in (0, 1, 2, 7):
        f = _function(density, index)
        values = sp.lambdify(_X, expression(f, _X), "numpy")(_GRID)
        off = np.abs(values - f(_GRID)).max()
        assert off < 1e-12, f"{density}, index {index}: off by {off:.1e}"


def test_differentiation_commutes() -> None:
    for f in (_function(_FIG2, 1), _function(_FIG2, 7), _function(_GAPS, 1)):
        formula = expression(f, _X, 25).diff(_X)
        slope = expression(f.derivative(), _X, 25)
        for x in (sp.Rational(-3), sp.Rational(1, 7), sp.Rational(2)):
            off = abs((formula - slope).subs(_X, x).evalf(25))
            assert off < 1e-18, f"at {x}: derivative of the formula is off by {off}"


def test_the_form_is_real_and_of_the_promised_functions() -> None:
    formula = expression(_function(_HALVES, 1), _X)  # its second square is complex
    assert formula.has(sp.exp)
    assert not formula.has(sp.I, sp.cosh)
    formula = expression(_function(_FIG2, 7), _X)
    assert formula.has(sp.cosh)
    assert not formula.has(sp.exp)
    assert formula.has(sp.cos(_X)), "the resonant frequency is exactly 1"
    gap = expression(_function(_GAPS, 1), _X).args[0][0].args
    assert {_X, _X * sp.cos(_X)} <= {term.as_independent(_X, as_Add=False)[1] for term in gap}


def test_digits_are_those_asked_for() -> None:
    for digits in (5, 15, 25):
        floats = expression(_function(_FIG2, 7), _X, digits).atoms(sp.Float)
        assert {number._prec for number in floats} == {sp.Float(1, digits)._prec}


@pytest.mark.parametrize("density", _DENSITIES, ids=str)
def test_printed_latex_is_the_function(density: PiecewiseConstant) -> None:
    for index in (0, 1, 7):
        f = _function(density, index)
        lines = latex(f).splitlines()[1:-1]
        assert len(lines) == len(f.pieces)
        for line, placed in zip(lines, f.pieces, strict=True):
            at = np.pi * np.linspace(float(placed.left), float(placed.right), 7)[1:-1]
            formula, _, where = line.partition(" & ")
            off = np.abs(_read(formula, at) - f(at)).max()
            assert off < 2e-4, f"{density}, index {index}, line {line}: off by {off:.1e}"
            assert where.startswith(f"{sp.latex(placed.left * sp.pi)} \\le x < ")


_NUMBER = r"[\d.]+(?: \\cdot 10\^\{-?\d+\})?"
_TERM = re.compile(
    rf" *(?P<sign>[+-]?) *(?P<size>{_NUMBER})(?: (?P<x>x)(?:\^\{{(?P<power>\d+)\}})?)?"
    rf"(?: e\^\{{(?P<grown>-?{_NUMBER}) x\}})?"
    rf"(?: \\(?P<wave>cos|sin)\((?:(?P<rate>{_NUMBER}) )?x(?: (?P<turn>[+-]) (?P<phase>{_NUMBER}))?\))?"
)


def _number(text: str | None, default: float) -> float:
    return default if text is None else float(re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", text))


def _read(formula: str, x: np.ndarray) -> np.ndarray:
    total, place = np.zeros_like(x), 0
    while place < len(formula.rstrip()):
        term = _TERM.match(formula, place)
        assert term, f"not a sum of terms from {formula[place:]!r}"
        place = term.end()
        value = (-1 if term["sign"] == "-" else 1) * _number(term["size"], 0) * np.ones_like(x)
        if term["x"]:
            value *= x ** int(term["power"] or 1)
        value *= np.exp(_number(term["grown"], 0) * x)
        if term["wave"]:
            phase = _number(term["phase"], 0) * (-1 if term["turn"] == "-" else 1)
            value *= getattr(np, term["wave"])(_number(term["rate"], 1) * x + phase)
        total += value
    return total


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((2 * _X, 15), "x 2*x is not a SymPy symbol"),
        (("x", 15), "x 'x' is not a SymPy symbol"),
        ((_X, 0), "digits 0 is not an integer between 1 and 5000"),
        ((_X, 200), "digits 200 is too many for a function known to"),
    ],
)
def test_errors_are_one_sentence(arguments: tuple[object, int], sentence: str) -> None:
    with pytest.raises(InputError, match=re.escape(sentence)):
        expression(_function(_FIG2, 2), *arguments)
