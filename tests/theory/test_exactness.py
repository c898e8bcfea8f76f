"""The theory never sees a float, and no room runs text or trusts SymPy's ``integrate``."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given

import freqbias
from freqbias.numerics.balls import enclose
from freqbias.numerics.evaluate import multiprecision
from freqbias.strategies import all_kernels, densities, kernels
from freqbias.theory.arccosine import THETA, expectation
from freqbias.theory.densities import Density, PiecewiseConstant, uniform
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.identities import vanishes
from freqbias.theory.kernels import Kernel, first_layer_bias, random_bias

_ROOT = Path(freqbias.__file__).parent
_ROOMS = ("theory", "numerics", "derivations", "claims")
_MODULES = {
    str(path.relative_to(_ROOT)): path for room in _ROOMS for path in (_ROOT / room).rglob("*.py")
}
_THEORY = sorted(  # errors.py compares spellings, not numbers
    name for name in _MODULES if Path(name).parts[0] == "theory" and Path(name).name != "errors.py"
)
_BANNED = {"doit", "eval", "exec", "integrate", "nsimplify", "parse_expr", "pickle"}
_TO_FLOATS = {"N", "Float", "complex", "evalf", "float", "lambdify", "n", "nroots", "nsolve"}


def nodes(module: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(_MODULES[module].read_text(encoding="utf-8")))


def calls(module: str) -> dict[str, int]:
    """Names of the functions and methods called, with a line."""
    found = {}
    for node in nodes(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if not _leaves_integrals(node):
                found[str(name)] = node.lineno
    return found


def _leaves_integrals(call: ast.Call) -> bool:
    """``doit(integrals=False)`` carries out derivatives, substitutions and maxima alone."""
    return [ast.unparse(keyword) for keyword in call.keywords] == ["integrals=False"]


def imported(module: str) -> set[str]:
    names = set()
    for node in nodes(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.name.split(".")[0] for alias in node.names}
            names |= {getattr(node, "module", None) or ""}
    return names


def test_every_room_is_seen() -> None:
    assert {Path(name).parts[0] for name in _MODULES} == set(_ROOMS)


@pytest.mark.parametrize("module", sorted(_MODULES))
def test_no_text_is_run_and_nothing_is_integrated_by_sympy(module: str) -> None:
    """SymPy's ``integrate`` returns 1 for an integral that is 2 (its issue 29072)."""
    found = {name: line for name, line in calls(module).items() if name in _BANNED}
    assert not found, f"{module} calls {found}"
    assert not imported(module) & _BANNED, f"{module} imports {imported(module) & _BANNED}"


@pytest.mark.parametrize("module", _THEORY)
def test_no_float_is_written_in_the_theory(module: str) -> None:
    constants = [node for node in nodes(module) if isinstance(node, ast.Constant)]
    found = {c.lineno: c.value for c in constants if isinstance(c.value, float | complex)}
    assert not found, f"{module} has float literals at lines {found}"


@pytest.mark.parametrize("module", _THEORY)
def test_the_theory_calls_nothing_that_makes_floats(module: str) -> None:
    found = {name: line for name, line in calls(module).items() if name in _TO_FLOATS}
    assert not found, f"{module} calls {found}"


def assert_exact(value: Any, what: str) -> None:
    floats = sp.sympify(value, strict=True).atoms(sp.Float)
    assert not floats, f"{what} contains the floats {floats}: {value}"


@given(all_kernels())
def test_kernels_have_no_floats(kernel: Kernel) -> None:
    for value in (kernel.expression, kernel.at_zero, *sum(kernel.definitions, ())):
        assert_exact(value, kernel.name)


@given(kernels())
def test_fourier_coefficients_have_no_floats(kernel: Kernel) -> None:
    khat = kernel.fourier()
    for value in (khat.even, khat.odd, *khat.exceptional.values(), khat(4), khat.eigenvalue(5)):
        assert_exact(value, f"khat of {kernel.name}")


@given(densities())
def test_densities_have_no_floats(density: Density) -> None:
    for value in (density.expression(), density.fourier_coefficient(1), density.root_mean):
        assert_exact(value, str(density))
    if isinstance(density, PiecewiseConstant):
        for value in (density.minimum, density.maximum, *(r.value for r in density.regions)):
            assert_exact(value, str(density))


@pytest.mark.parametrize("powers", [(0, 0), (1, 1), (2, 1)])
def test_expectations_have_no_floats(powers: tuple[int, int]) -> None:
    assert_exact(expectation(*powers).expression(THETA), f"E_{powers}")


_PROGRAM = "__import__('os').environ.__setitem__('FREQBIAS_RAN', '1')"
_READERS: dict[str, Callable[[Any], Any]] = {
    "random_bias": random_bias,
    "scaled": lambda text: first_layer_bias.scaled(text, "name", "none"),
    "fourier_coefficient": uniform().fourier_coefficient,
    "rotated": uniform().rotated,
    "of": lambda text: ExponentialPolynomial.of(text, THETA),
    "vanishes": vanishes,
    "enclose": enclose,
    "multiprecision": lambda text: multiprecision(text, 15),
}


@pytest.mark.parametrize("reader", _READERS)
def test_text_handed_over_as_a_number_is_not_run(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``sympify`` runs text as Python; ``strict=True`` refuses it."""
    monkeypatch.setenv("FREQBIAS_RAN", "no")
    with suppress(ValueError, TypeError, AttributeError):
        _READERS[reader](_PROGRAM)
    assert os.environ["FREQBIAS_RAN"] == "no", f"{reader} ran the text it was given"


@pytest.mark.parametrize("value", [0.5, sp.Float("0.5")], ids=repr)
@pytest.mark.parametrize("reader", ["random_bias", "scaled", "rotated", "fourier_coefficient"])
def test_floats_are_refused_by_the_theory(reader: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        _READERS[reader](value)
