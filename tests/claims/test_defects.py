"""What is wrong with a claim as data is said in one sentence; a sound claim has no defect."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from freqbias.claims.claim import NO_DOMAIN, Claim, Control, Kind, Source, unbuilt
from freqbias.claims.context import Context
from freqbias.claims.defects import LEAST_CONTROLS, defect_of, malformed, nameless
from freqbias.claims.domain import Family, Finite, Integers, Interval
from freqbias.claims.evidence import Evidence


def _check(context: Context, statement: Any) -> Evidence:
    return context.open("a test")


_CONTROLS = tuple(Control(f"control {n}", n) for n in range(LEAST_CONTROLS))
_SOUND = Claim(
    "a.b", Source("a", "v1", "(1)"), Kind.IDENTITY, "0 = 0", 0, {}, _check, controls=_CONTROLS
)
_RANGES = (Integers(0), Finite(()), Interval(Fraction(0), None), Family("all"))


def test_three_controls_are_asked_for() -> None:
    assert LEAST_CONTROLS == 3


@pytest.mark.parametrize("kind", Kind)
def test_a_sound_claim_has_no_defect(kind: Kind) -> None:
    assert defect_of(replace(_SOUND, kind=kind)) is None
    for range_ in _RANGES:
        assert defect_of(replace(_SOUND, domain={"x": range_})) is None
    assert defect_of(replace(_SOUND, domain=dict(zip("abcd", _RANGES, strict=True)))) is None
    more = (*_CONTROLS, Control("one more", 9))
    assert defect_of(replace(_SOUND, controls=more)) is None


def test_a_claim_with_no_check_yet_says_why() -> None:
    pending = replace(_SOUND, check=unbuilt, controls=(), pending="not built yet: time")
    assert defect_of(pending) is None
    assert defect_of(replace(pending, pending=None)) == (
        "it has neither a check nor a reason why there is none"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": "the paper"}, "its source 'the paper' is not a Source"),
        ({"kind": "identity"}, "its kind 'identity' is not a Kind"),
        ({"statement": None}, "its statement or its reading is missing"),
        ({"reading": ""}, "its statement or its reading is missing"),
        ({"reading": 3}, "its reading 3 is not text"),
        ({"quantity": None}, "its quantity None is not text"),
        ({"correction": 3}, "its correction 3 is not text"),
        ({"correction_pending": ()}, "its correction_pending () is not text"),
        ({"snippet": b"print"}, "its snippet b'print' is not text"),
        ({"assumptions": "one"}, "its assumptions 'one' are not a tuple of texts"),
        ({"assumptions": ("one", 2)}, "are not a tuple of texts"),
        ({"correction": "a.b"}, "it is its own correction"),
        ({"aliases": "a.c"}, "its aliases 'a.c' are not a tuple of ids"),
        ({"aliases": ("a.c", "a c")}, "are not a tuple of ids"),
        ({"steps": ("a.c", 3)}, "its steps ('a.c', 3) are not a tuple of ids"),
        ({"id": "a..b"}, "its id 'a..b' is not words"),
        ({"id": ""}, "its id '' is not words"),
        ({"id": None}, "its id None is not words"),
        ({"pending": "later"}, "it has a check and a reason why there is none"),
        ({"controls": list(_CONTROLS)}, "are not a tuple of Control"),
        ({"controls": (*_CONTROLS, "wrong")}, "are not a tuple of Control"),
        ({"domain": NO_DOMAIN}, "its domain is missing"),
        ({"domain": None}, "its domain is missing"),
        ({"domain": [("x", Integers(0))]}, "is not a mapping"),
        ({"domain": {"x": Integers(0), "y": (0, 1)}}, "(0, 1) of its variable y is not a Range"),
        ({"check": 3}, "its check 3 cannot be called"),
        ({"controls": ()}, "0 negative controls; 3 are needed"),
        ({"controls": _CONTROLS[:2]}, "2 negative controls; 3 are needed"),
        ({"controls": (*_CONTROLS, _CONTROLS[1])}, "two of its controls have one name"),
        ({"controls": _CONTROLS[:1] * 2}, "two of its controls have one name"),
    ],
)
def test_every_defect_is_named(changes: dict[str, Any], words: str) -> None:
    found = defect_of(replace(_SOUND, **changes))
    assert found is not None, f"{changes} passed for a sound claim"
    assert words in found


def test_what_is_optional_may_be_given_or_not() -> None:
    given = replace(
        _SOUND,
        assumptions=("x is real",),
        quantity="the left side",
        correction="a.c",
        snippet="print(1)",
        aliases=("a.d", "other.x-y_2"),
        steps=("a.e", "a.f"),
    )
    assert defect_of(given) is None
    assert defect_of(replace(given, correction=None, correction_pending="it is unknown")) is None


def test_what_has_no_id_cannot_be_reported() -> None:
    assert nameless(_SOUND) is None
    assert nameless("a.b") == "it is not a Claim"
    assert "its id 3" in (nameless(replace(_SOUND, id=3)) or "")  # type: ignore[arg-type]
    assert malformed(_SOUND) is None
    assert malformed(replace(_SOUND, kind=None, aliases=("a.c",))) is None  # type: ignore[arg-type]
    assert "aliases" in (malformed(replace(_SOUND, aliases=None)) or "")  # type: ignore[arg-type]


def test_of_several_defects_the_first_is_named() -> None:
    bad = replace(_SOUND, source=None, domain=None, check=None)  # type: ignore[arg-type]
    assert "Source" in (defect_of(bad) or "")
