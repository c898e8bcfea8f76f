"""Notations of several derivations side by side: one symbol, one meaning, one way to print it."""

from dataclasses import replace

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.derivations.derivation import Notation
from freqbias.derivations.notation import merged
from freqbias.theory.errors import InputError

_NAMES = ("a", "b", "c", "d")
_NOTATIONS = st.lists(
    st.sampled_from([Notation(sp.Symbol(name), name, f"the {name}") for name in _NAMES])
)


@given(_NOTATIONS)
def test_each_is_kept_once_in_the_order_of_its_first_place(notations: list[Notation]) -> None:
    found = merged(*notations)
    assert found == tuple(dict.fromkeys(notations))


@given(_NOTATIONS.filter(bool), st.data())
def test_what_differs_about_a_symbol_is_refused(
    notations: list[Notation], data: st.DataObject
) -> None:
    """Another meaning, another way to print it, or the same way for another symbol."""
    one = data.draw(st.sampled_from(notations))
    other = data.draw(
        st.sampled_from(
            [
                replace(one, meaning="another"),
                replace(one, latex="z"),
                replace(one, symbol=sp.Symbol(one.latex, positive=True)),
            ]
        )
    )
    with pytest.raises(InputError):
        merged(*notations, other)
