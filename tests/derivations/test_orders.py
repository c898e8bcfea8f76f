"""Orders as steps: exact where they hold, refused where they do not."""

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.derivations.catalogue import DERIVATIONS
from freqbias.derivations.derivation import Outcome
from freqbias.derivations.orders import order_steps
from freqbias.derivations.typesetting.printer import formula
from freqbias.theory import finite_width as orders
from freqbias.theory.errors import InputError
from freqbias.theory.orders import LOG_M, WIDTH, Regime

_N = sp.Symbol("n", positive=True)
_WIDE = Regime("wide", (_N, WIDTH / _N**4, LOG_M))
_POWERS = st.fractions(min_value=0, max_value=4, max_denominator=6)


@given(n=_POWERS, m=_POWERS, log=_POWERS)
def test_what_holds_is_exact_and_what_grows_is_refused(n: object, m: object, log: object) -> None:
    """``n^a log(m)^c = O(m^b)`` for ``m >= C n^4``: iff a < 4 b, or a = 4 b and c = 0."""
    a, b, c = map(sp.Rational, map(str, (n, m, log)))
    left, right = _N**a * LOG_M**c, WIDTH**b
    if a < 4 * b or (a == 4 * b and c == 0):
        found = {step.check() for step in order_steps([(left, right)], _WIDE, "")}
        assert found == {Outcome.EXACT}, f"{left} = O({right})"
    else:
        with pytest.raises(InputError, match="wide"):
            list(order_steps([(left, right)], _WIDE, ""))


def test_a_quotient_is_a_product_of_bounded_factors() -> None:
    """Nothing in the factors but what the regime bounds."""
    (step,) = order_steps([(orders.KERNEL_CHANGE, orders.DRIFT)], orders.THEOREM_4, "")
    moved = orders.THEOREM_4.definitions[orders.OMEGA]
    assert step.right.doit() == (orders.DRIFT**6 * (orders.OMEGA / moved) ** 2).expand()


@pytest.mark.parametrize(
    "name", [name for name in DERIVATIONS if name.startswith("corrections.D.")]
)
def test_a_sentence_tells_each_bounded_factor_by_name(name: str) -> None:
    """The order of a printed product says nothing: all factors but the right side's are listed."""
    derivation = DERIVATIONS[name]()
    for step in (step for step in derivation.steps if step.rule == "Farkas multipliers"):
        _, _, listed = step.why.partition("times powers of ")
        powers = step.right.args if step.right.is_Mul else (step.right,)
        bases = [power.base if power.is_Pow and power.exp > 1 else power for power in powers]
        told = [f"${formula(base, derivation.names)}$" in listed for base in bases]
        assert told.count(False) <= 1, f"{bases} are not all in {listed!r}"


def test_the_printed_orders_are_refused() -> None:
    """(56) under theorem 4 alone: its third term grows."""
    term = orders.ITERATIONS * orders.TERMS[2]
    with pytest.raises(InputError, match="theorem 4"):
        list(order_steps([(term, orders.EPS)], orders.THEOREM_4, ""))
