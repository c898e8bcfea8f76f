"""Appendix C, lemma 2: the tail of the squares of the projections, order by order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.checks import Derived, combine, identity
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Integers, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples, nonnegative, positives, shown_nonnegative
from freqbias.claims.parameters import Sample
from freqbias.derivations.tails import reciprocal_squares

__all__ = ["CLAIMS"]

N, _Q = sp.symbols("n q", positive=True)  # q = q_n = floor(n/2)
_X, _U = sp.Symbol("X", nonnegative=True), sp.Symbol("U", nonnegative=True)
_J = sp.Symbol("j", nonnegative=True)
_Z, _B, _ROOT, _ERR = (sp.Symbol(s, positive=True) for s in ("Z", "B", "sqrt(p*)", "delta"))
_SAID = "the bound minus the sum is"


def _parities() -> tuple[tuple[int, Any, Any, Any], ...]:
    """For n = 2 q and n = 2 q + 1, q = 1 + j: parity, n, and bounds below and above of the sum.

    ``sum_{i > n} 1/floor(i/2)^2`` is ``2 T`` for odd n and ``1/q^2 + 2 T`` for even n, T the sum of
    1/m^2 over m > q.
    """
    q = 1 + _J
    below, above = 2 / (q + 1), 2 / (q + sp.Rational(1, 2))
    return ((0, 2 * q, below + 1 / q**2, above + 1 / q**2), (1, 2 * q + 1, below, above))


def _exact_sum(n: int) -> Any:
    """The same sum by ``sum 1/m^2 = pi^2/6``."""
    q = n // 2
    tail = sp.pi**2 / 6 - sum(sp.Rational(1, m * m) for m in range(1, q + 1))
    return 2 * tail + (sp.Rational(1, q * q) if n % 2 == 0 else 0)


def _sums(context: Context, statement: Any) -> Evidence:
    """Whether ``sum_{i > n} 1/q_i^2 <`` the statement, for each n >= 2."""
    total = sp.Symbol("S")
    samples = [
        Sample({"n": n}, {N: n, _Q: n // 2, total: _exact_sum(n)}) for n in (2, 3, 4, 9, 100, 1001)
    ]
    context.rely_on(reciprocal_squares())
    found = at_samples(context, statement - total, samples, _SAID)
    room = []
    for parity, n, below, above in _parities():
        stated = statement.subs({N: n, _Q: 1 + _J})
        if isinstance(found, Evidence):
            room.append((parity, shown_nonnegative(below - stated)))
        else:
            room.append((parity, shown_nonnegative(stated - above)))
    boxes: tuple[Domain, ...] = tuple(
        {"n": Integers(2 + parity, 2)} for parity, all_ in room if all_
    )
    if isinstance(found, Evidence):
        assert found.witness is not None
        return context.fails(found.witness, boxes)
    if len(boxes) < 2:
        return context.open("the bounds of the sum do not decide it, and no sample refutes it")
    return context.holds(boxes, found)


def _index(context: Context, statement: Any) -> Evidence:
    """Whether ``n >`` the statement makes ``q_n > X``; ``q_n >= (n - 1)/2`` decides."""
    samples = []
    for x in (sp.Rational(6, 5), sp.Integer(1), sp.Rational(13, 4), sp.Integer(40)):
        n = int(sp.floor(statement.subs(_X, x))) + 1
        point = {"X": Fraction(int(x.p), int(x.q)), "n": max(n, 1)}
        samples.append(Sample(point, {_X: x, _Q: max(n, 1) // 2}))
    found = at_samples(context, _Q - _X, samples, "q_n - X is")
    if isinstance(found, Evidence):
        return found
    if shown_nonnegative(sp.expand(statement - 2 * _X - 1)):
        return context.holds((_INDICES,), found)
    return context.open("not compared")


_INDICES: Domain = {"X": Interval(Fraction(0), None), "n": Integers(1)}


def _tails(context: Context, statement: Any) -> Evidence:
    """Whether ``n >`` the statement makes ``U sum_{i > n} 1/q_i^2 < 1``; by ``4/(n - 1)``."""
    samples = []
    for u in (sp.Rational(7, 5), sp.Integer(3), sp.Integer(1), sp.Integer(50), sp.Integer(1000)):
        n = max(int(sp.floor(statement.subs(_U, u))) + 1, 2)
        point = {"U": Fraction(int(u.p), int(u.q)), "n": n}
        samples.append(Sample(point, {_X: u * _exact_sum(n)}))
    found = at_samples(context, 1 - _X, samples, "1 - U sum_{i > n} 1/q_i^2 is")
    if isinstance(found, Evidence):
        return found
    if combine(context, [_sums(context, 4 / (N - 1))]).covered and shown_nonnegative(
        sp.expand(statement - 1 - 4 * _U)
    ):
        return context.holds(({"U": Interval(Fraction(0), None), "n": Integers(2)},), found)
    return context.open("not compared")


_FROM_2: Domain = {"n": Integers(2)}
_PROJECTION = 8 * _B * _Z / (3 * _Q * _ROOT)  # bounds abs(g_i), q = q_i
_POSITIVE = positives(_B, _Z, _ROOT, _ERR)


def _second_entry(eps: Any) -> Any:
    """The second entry of (39): ``2/eps^2 (8 B Z/(3 sqrt(p*)))^2``."""
    return 2 / eps**2 * (_PROJECTION * _Q) ** 2


def _halved(_: Context) -> Derived:
    """With half of delta for eps, at once and in two steps."""
    direct = (_PROJECTION * _Q / (_ERR / 2)) ** 2
    return Derived(_second_entry(_ERR / 2), direct + direct)


def _first_is_larger(statement: Any) -> Any:
    """The first entry of (39), 4 Z k/sqrt(p*), at k = the statement, over the second, less 1."""
    return 4 * _Z * statement / _ROOT / _second_entry(_ERR) - 1


_ENTRY = 256 * _B**2 * _Z**2 / (9 * _ERR**2 * _ROOT**2)
_THRESHOLD = 64 * _B**2 * _Z / (9 * _ERR**2 * _ROOT)

CLAIMS = (
    step(
        "C.sum",
        "appendix C, proof of lemma 2, 'sum 1/q_i^2 < 1/q_{n_k}'",
        "sum_{i > n} 1/q_i^2 < 1/q_n with q_i = floor(i/2), n >= 2.",
        1 / _Q,
        _FROM_2,
        _sums,
        quantity="bound for the sum",
        controls=(("1/(q + 1)", 1 / (_Q + 1)), ("1/(2 q)", 1 / (2 * _Q)), ("1/n", 1 / N)),
        correction="basri2020.C.sum.corrected",
    ),
    step(
        "C.sum.corrected",
        "appendix C, proof of lemma 2, the sum",
        "sum_{i > n} 1/q_i^2 < 4/(n - 1) with q_i = floor(i/2), for every n >= 2: each q counts twice.",
        4 / (N - 1),
        _FROM_2,
        _sums,
        quantity="bound for the sum",
        controls=(("4/(n + 1)", 4 / (N + 1)), ("2/(n - 1)", 2 / (N - 1)), ("4/n", 4 / N)),
        derivation="corrections.C.sum",
    ),
    step(
        "C.index",
        "appendix C, proof of lemma 2, 'n_k >= 2 q_{n_k}, so n_k > 2 ...'",
        "q_n > X follows from n > 2 X, q_n = floor(n/2).",
        2 * _X,
        _INDICES,
        _index,
        quantity="n beyond which q_n > X",
        controls=(("X", _X), ("2 X - 1", 2 * _X - 1), ("2 X + 1/2", 2 * _X + sp.Rational(1, 2))),
        correction="basri2020.C.index.corrected",
    ),
    step(
        "C.index.corrected",
        "appendix C, proof of lemma 2, the index",
        "q_n > X follows from n > 2 X + 1, q_n = floor(n/2) >= (n - 1)/2.",
        2 * _X + 1,
        _INDICES,
        _index,
        quantity="n beyond which q_n > X",
        controls=(("2 X", 2 * _X), ("X + 1", _X + 1), ("2 X + 1/2", 2 * _X + sp.Rational(1, 2))),
        derivation="corrections.C.index",
    ),
    step(
        "C.tail",
        "appendix C, (39), second entry",
        "If abs(g_i) <= 8 B Z/(3 q_i sqrt(p*)) then n > 128 B^2 Z^2/(9 eps^2 p*) makes sum_{i > n} "
        "g_i^2 < eps^2: n > 2 U makes U sum_{i > n} 1/q_i^2 < 1, U = (8 B Z/(3 eps sqrt(p*)))^2.",
        2 * _U,
        {"U": Interval(Fraction(0), None), "n": Integers(2)},
        _tails,
        quantity="n beyond which the tail is small",
        controls=(("U", _U), ("3 U", 3 * _U), ("sqrt(U)", sp.sqrt(_U))),
        correction="basri2020.C.tail.corrected",
    ),
    step(
        "C.tail.corrected",
        "appendix C, (39), second entry",
        "If abs(g_i) <= 8 B Z/(3 q_i sqrt(p*)) then n > 1 + 256 B^2 Z^2/(9 eps^2 p*) makes sum_{i > n} "
        "g_i^2 < eps^2: n > 1 + 4 U makes U sum_{i > n} 1/q_i^2 < 1.",
        1 + 4 * _U,
        {"U": Interval(Fraction(0), None), "n": Integers(2)},
        _tails,
        quantity="n beyond which the tail is small",
        controls=(("2 U, as printed", 2 * _U), ("3 U", 3 * _U), ("1 + 2 U", 1 + 2 * _U)),
        derivation="corrections.C.tail",
    ),
    step(
        "C.substitution",
        "appendix C, proof of theorem 3, n_k with eps = delta/2",
        "With eps = delta/2 the second entry of (39) is 256 B^2 Z^2/(9 delta^2 p*).",
        _ENTRY,
        _POSITIVE.box,
        identity(_halved, (_POSITIVE,)),
        controls=(("128", _ENTRY / 2), ("1024", 4 * _ENTRY), ("sqrt(p*)", _ENTRY * _ROOT)),
        correction="basri2020.C.substitution.corrected",
        quantity="second entry",
    ),
    step(
        "C.substitution.corrected",
        "appendix C, proof of theorem 3, n_k with eps = delta/2",
        "With eps = delta/2 the second entry of (39) is 512 B^2 Z^2/(9 delta^2 p*).",
        2 * _ENTRY,
        _POSITIVE.box,
        identity(_halved, (_POSITIVE,)),
        controls=(("256", _ENTRY), ("delta not squared", _ENTRY * _ERR), ("B Z", _ENTRY / _B / _Z)),
        quantity="second entry",
        derivation="corrections.C.substitution",
    ),
    step(
        "C.threshold",
        "appendix C, proof of theorem 3, 'as soon as k > 64 B^2 Z/(9 deltatilde^2 sqrt(p*))'",
        "Beyond k = 64 B^2 Z/(9 d^2 sqrt(p*)) the first entry of (39), 4 Z k/sqrt(p*), is the larger "
        "one, eps = d = delta/2 (half of that suffices).",
        _THRESHOLD,
        _POSITIVE.box,
        nonnegative(_first_is_larger, _POSITIVE, "first entry over second, less 1, is"),
        quantity="k beyond which the first entry is the larger",
        controls=(
            ("16 for 64", _THRESHOLD / 4),
            ("p* for sqrt(p*)", _THRESHOLD / _ROOT),
            ("B for B^2", _THRESHOLD / _B),
            ("d for d^2", _THRESHOLD * _ERR),
        ),
    ),
)
