"""A derivation with all in it that has broken documents."""

import pytest
import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step


@pytest.fixture
def hostile() -> Derivation:
    """Hostile names and words, and formulas much wider than a line."""
    wide = sp.Symbol("#{<b>}")
    x = sp.symbols("x1:90")
    steps = (
        Step(
            wide,
            sp.Add(*x),
            "50% & more",
            "It is <b>bold</b>, \\input{/etc/passwd}, a_b and $x^2$.",
        ),
        Step(sp.prod(x[:60]), sp.Add(*x) / sp.Add(*(v**2 for v in x)), "cited: <b>", ""),
        Step(sp.exp(sp.Add(*x)), sp.sqrt(sp.Add(*x)), "cited: \\x{", "~^\\"),
    )
    symbols = (Notation(wide, r"\#\{b\}", "a <set>, {50%}"), Notation(x[0], "x_1", "$x_1$"))
    return Derivation("a b%_\\{}", 'Title <script>"&% _ ^ ~ \\end{document}', steps, symbols)
