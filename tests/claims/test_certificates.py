"""Certificates of the committed verdicts: all are verified by the checker, tampered ones are not."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from freqbias.claims.canonical import canonical_json, digest
from freqbias.claims.certificates import certificate
from freqbias.claims.evidence import Evidence
from freqbias.claims.judge import Status, Verdict
from freqbias.claims.trees import grid, tree, tree_or_reason
from freqbias.numerics.balls import Ball, enclose
from freqbias.theory.errors import InputError

pytestmark = pytest.mark.xdist_group("verdicts")

_PATH = Path(__file__).parents[2] / "checker" / "check.py"
_SPEC = importlib.util.spec_from_file_location("check", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
check: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)

_WITHOUT = {  # checker/README.md says why
    "basri2020.eq21.exact",
    "basri2020.eq21.suprema",
    "basri2020.deep.nonuniform",
    "basri2020.fig10.monotone",
    "basri2020.fig10.first-rise",
    "basri2020.fig10.first-rise.sphere",
    "basri2020.fig11.sums",
}


@pytest.fixture(scope="module")
def certificates(verdicts: dict[str, Verdict]) -> dict[str, dict[str, Any]]:
    found = {id_: certificate(verdict) for id_, verdict in verdicts.items()}
    return {id_: made for id_, made in found.items() if not isinstance(made, str)}


def test_every_certificate_is_verified(certificates: dict[str, dict[str, Any]]) -> None:
    for id_, made in certificates.items():
        status, claim, sentence = check.verify(canonical_json(made))
        assert (status, claim) == ("verified", id_), f"{id_}: {sentence}"


def test_which_verdicts_have_a_certificate(
    verdicts: dict[str, Verdict], certificates: dict[str, dict[str, Any]]
) -> None:
    exact = {Status.REFUTED, Status.CERTIFIED}
    wanted = {id_ for id_, verdict in verdicts.items() if verdict.status in exact}
    assert wanted - set(certificates) <= _WITHOUT
    assert set(certificates) <= wanted
    for id_ in set(verdicts) - set(certificates):
        assert isinstance(certificate(verdicts[id_]), str), "a sentence says why there is none"


def test_certificates_name_what_they_rest_on(
    verdicts: dict[str, Verdict], certificates: dict[str, dict[str, Any]]
) -> None:
    for id_, made in certificates.items():
        evidence = verdicts[id_].evidence
        assert made["reading"] == verdicts[id_].claim.reading
        assert made["derivations"] == list(evidence.derivations)
        assert made["theorems"] == list(evidence.cited)


def test_certificates_survive_the_cache(verdicts: dict[str, Verdict]) -> None:
    for verdict in verdicts.values():
        stored = json.loads(json.dumps(verdict.evidence.to_json()))
        again = Verdict(verdict.claim, verdict.ruling, Evidence.from_json(stored), verdict.controls)
        first, second = certificate(verdict), certificate(again)
        assert first == second, verdict.claim.id
        if not isinstance(first, str) and not isinstance(second, str):
            assert digest(first) == digest(second)


def _tampered(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The certificate with its first constant changed, its interval moved, turned, or its box cut."""
    copy = json.loads(canonical_json(made))
    if made["kind"] == "defect":
        low, high = map(Fraction, made["interval"])
        width = high - low
        yield "moved", {**copy, "interval": [_text(high + width), _text(high + 2 * width)]}
        yield "turned", {**copy, "interval": [_text(-high), _text(-low)]}
        yield "doubled", {**copy, "defect": ["*", ["q", "2"], copy["defect"]]}
        yield "shifted", {**copy, "defect": ["+", ["q", "1/1000000000"], copy["defect"]]}
    else:
        boxes = copy["boxes"]
        (low, high), *others = boxes[0]
        third = (2 * Fraction(low) + Fraction(high)) / 3
        yield "removed", {**copy, "boxes": boxes[1:]}
        yield "shrunk", {**copy, "boxes": [[[low, str(third)], *others], *boxes[1:]]}
        yield "strict", {**copy, "strict": True}
        lowered = ["+", ["q", "-1/1000"], copy["expressions"][0]]
        yield "lowered", {**copy, "expressions": [lowered, *copy["expressions"][1:]]}


def _text(value: Fraction) -> str:
    return str(value)


def test_no_tampered_certificate_is_verified(certificates: dict[str, dict[str, Any]]) -> None:
    """All four changes, or one where an evaluation is long (integrals, roots)."""
    for number, (id_, made) in enumerate(sorted(certificates.items())):
        changes = list(_tampered(made))
        if "integral" in str(made) or "root" in str(made):
            changes = changes[number % len(changes) :][:1]
        for change, wrong in changes:
            status, _, sentence = check.verify(canonical_json(wrong))
            assert status != "verified", f"{id_}, {change}: {sentence}"


def test_a_bracket_without_its_root_fails(certificates: dict[str, dict[str, Any]]) -> None:
    made = json.loads(canonical_json(certificates["basri2020.eq20.pairs"]))
    (root,) = (part for part in made["defect"][1:] if part[0] == "^")
    lower, upper = map(Fraction, root[1][3:])
    root[1][3:] = [_text(upper), _text(2 * upper - lower)]
    assert check.verify(canonical_json(made))[0] == "FAILED"


_BUILD = """
from freqbias.claims import registry
from freqbias.claims.canonical import canonical_json
from freqbias.claims.certificates import certificate
from freqbias.claims.context import Context
from freqbias.claims.judge import Verdict, rule
for name in ("eq5.printed", "eq2.random-bias", "B.lower", "B.34.kernel", "eq20.pairs"):
    claim = registry.claim("basri2020." + name)
    found = claim.check(Context(), claim.statement)
    verdict = Verdict(claim, rule(claim.kind, claim.domain, found), found, {})
    print(canonical_json(certificate(verdict)))
"""


def test_certificates_are_the_same_in_every_process() -> None:
    found = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", _BUILD],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert found.pop().count('"format"') == 5


# Trees and grids.


@given(st.permutations(range(5)), st.permutations(range(4)))
def test_trees_do_not_depend_on_the_order_of_terms(terms: list[int], factors: list[int]) -> None:
    x = sp.Symbol("x", real=True)
    parts = [sp.sin(x), sp.pi, x**2, sp.exp(x), sp.Rational(1, 3)]
    total = sp.Add(*(parts[n] for n in terms), evaluate=False)
    product = sp.Mul(*(parts[n] for n in factors), evaluate=False)
    assert tree(total) == tree(sp.Add(*parts, evaluate=False))
    assert tree(product) == tree(sp.Mul(*parts[:4], evaluate=False))


_LEAVES = st.sampled_from([sp.pi, sp.Integer(2), sp.Rational(-3, 7), sp.E, sp.sqrt(5)])
_EXPRESSIONS = st.recursive(
    _LEAVES,
    lambda inner: (
        st.tuples(st.sampled_from([sp.sin, sp.cos, sp.atan, sp.cosh]), inner).map(
            lambda pair: pair[0](pair[1] / 3)
        )
        | st.tuples(inner, inner).map(sum)
        | st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1])
    ),
    max_leaves=6,
)


@given(_EXPRESSIONS)
def test_the_checker_agrees_with_arb_on_trees(expression: sp.Expr) -> None:
    try:
        ball = enclose(expression, 30)
    except InputError:
        return  # atan and cosh have no ball here
    found = check.Evaluator(160).number(check.Reader()(tree(expression)), {})
    unit = Fraction(10) ** ball.exponent
    low, high = found.ends
    assert low <= (ball.mid + ball.rad) * unit, f"{expression}: {ball}"
    assert high >= (ball.mid - ball.rad) * unit, f"{expression}: {ball}"


def test_what_has_no_place_in_a_certificate_gets_a_sentence() -> None:
    with pytest.raises(InputError):
        tree(sp.gamma(sp.pi))
    assert "no place" in str(tree_or_reason(sp.gamma(sp.pi)))
    x = sp.Symbol("x")
    assert isinstance(tree_or_reason(sp.Integral(x, (x, 0, 1), (x, 0, 1))), str)


@given(st.integers(-(10**30), 10**30), st.integers(-40, 5))
def test_grids_hold_the_number_and_two_steps(mid: int, exponent: int) -> None:
    found = grid(Ball(mid, 0, exponent), 12)
    if isinstance(found, str):
        assert mid == 0 or len(str(abs(mid))) + exponent > 12
        return
    low, high = map(Fraction, found)
    value = mid * Fraction(10) ** exponent
    assert low < value < high
    assert (high - low) * 10**10 < 2 * abs(value)
    assert low > 0 or high < 0


def test_a_ball_that_is_too_wide_has_no_grid() -> None:
    assert isinstance(grid(Ball(314159, 50, -5), 6), str)
    assert isinstance(grid(Ball(0, 1, -5), 6), str)
