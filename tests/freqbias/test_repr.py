"""How objects show themselves in a terminal and in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import freqbias as fb
from freqbias import live, strategies
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.claims.judge import Status, judge
from freqbias.theory import display
from freqbias.theory.densities import Density
from freqbias.theory.kernels import KERNELS

_THIRDS = fb.piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")


class _Balance(HTMLParser):
    """Fails where a tag is closed that is not the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(html: str) -> set[str]:
    parser = _Balance()
    parser.feed(html)
    parser.close()
    assert not parser.open, f"left open: {parser.open}"
    return parser.seen


def _things() -> list[Any]:
    spectrum = fb.spectrum(_THIRDS, count=4, digits=15)
    verdict = fb.check("basri2020.arccos.step")
    return [
        *KERNELS.values(),
        fb.kernels.random_bias(),
        fb.kernels.deep(2),
        fb.kernels.first_layer_bias.fourier(),
        _THIRDS,
        fb.uniform(),
        fb.trigonometric("1 + cos(3x)/2"),
        spectrum,
        spectrum[1],
        spectrum[1].function,
        fb.spectrum(fb.uniform(), fb.kernels.deep(2), count=2)[1],
        verdict,
        fb.time_to_converge(_THIRDS, 1, "1/10"),
        fb.residual(_THIRDS, 1, [0, 1, 2]),
    ]


@pytest.fixture(scope="module")
def things() -> list[Any]:
    return _things()


def test_three_ways_to_show_each(things: list[Any]) -> None:
    for thing in things:
        kind = type(thing).__name__
        text, latex = repr(thing), thing._repr_latex_()
        assert text, kind
        assert "object at 0x" not in text, kind
        assert latex.count("{") == latex.count("}"), kind
        assert latex.count("$") % 2 == 0, kind
        assert _tags(thing._repr_html_()) & {"math", "table"}, kind


@given(strategies.densities())
def test_densities_say_how_they_are_normalised(p: Density) -> None:
    assert "integral 1 dx" in repr(p)
    assert str(p) in repr(p)
    _tags(p._repr_html_())


def test_kernels_say_how_they_are_normalised() -> None:
    for kernel in KERNELS.values():
        for shown in (repr(kernel), kernel._repr_html_()):
            assert kernel.name in shown
            assert f"k(0) = {kernel.at_zero}" in shown


def test_balls_show_their_radius_and_what_is_certified() -> None:
    pair = fb.spectrum(_THIRDS, count=3, digits=10)[2]
    assert repr(pair) == "eigenvalue 2: [0.08128238999048139 +/- 5e-17], multiplicity 1, certified"
    assert r"\lambda_{2} = 0.08128238999048139 \pm 5 \cdot 10^{-17}" in pair._repr_latex_()
    estimate = fb.spectrum(_THIRDS, fb.kernels.deep(1), count=1)
    for shown in (repr(estimate), estimate._repr_html_(), repr(estimate[0])):
        assert "not certified" in shown


def test_eigenfunctions_show_their_norm() -> None:
    function = fb.spectrum(_THIRDS, count=3)[2].function
    assert "integral p f^2 dx = [1.00000 +/- " in repr(function)
    assert "integral p f^2 dx = [4.00000 +/- " in repr(function.scaled(2))


def test_long_spectra_are_elided() -> None:
    spectrum = fb.spectrum(fb.uniform(), count=60, digits=10)
    assert len(repr(spectrum).splitlines()) < 30
    assert "\n..." in repr(spectrum)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_html_of_any_text_is_escaped(rows: list[tuple[str, str]]) -> None:
    assert _tags(display.html_table(("<b>", "&"), rows)) <= {
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    for row in rows:
        assert _tags(display.html_lines(*row)) <= {"div"}


def test_a_hostile_claim_shows_as_text() -> None:
    bad = "<script>alert(1)</script> $ \\input{x} %"
    claim = Claim("mine.bad", Source(bad, "", ""), Kind.IDENTITY, bad, 0, {}, controls=tuple(
        Control(f"{bad}{n}", n) for n in range(3)))  # fmt: skip
    failing = Evidence(Finding.FAILS, Rigour.NUMERICAL, note=bad)
    verdict = judge(claim, failing, {control.name: failing for control in claim.controls})
    assert "script" not in _tags(verdict._repr_html_())
    assert r"\input" not in verdict._repr_latex_().replace(r"\textbackslash{}", "")
    assert bad in " ".join(repr(verdict).split())


def test_verdicts_are_a_table_and_a_sequence() -> None:
    verdicts = fb.verify("basri2020.arccos")
    assert len(verdicts) == 3
    assert verdicts[1].claim.id == "basri2020.arccos.step"
    assert verdicts["basri2020.arccos.step"] is verdicts[1]
    assert [v.status for v in verdicts.only("refuted")] == [Status.REFUTED]
    assert repr(verdicts).splitlines()[-1] == verdicts.summary
    assert _tags(verdicts._repr_html_()) >= {"table", "span"}
    with pytest.raises(fb.InputError, match="unknown verdict"):
        verdicts["basri2020.eq1"]


def test_a_cached_verdict_is_what_was_judged() -> None:
    first, cached = fb.verify("basri2020.arccos.step"), fb.verify("basri2020.arccos.step")
    now = fb.check("basri2020.arccos.step")
    assert repr(first[0]) == repr(cached[0]) == repr(now)
    assert cached[0].ruling == now.ruling
    assert cached[0].controls == now.controls


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("basri2020.eq20", "'basri2020.eq20' is 9 claims, not one"),
        (fb.ledger.basri2020.eq20, "'basri2020.eq20' is 9 claims, not one"),
        ("basri2020.eq5.print", "did you mean 'basri2020.eq5.printed'?"),
    ],
)
def test_check_wants_one_claim(given: Any, sentence: str) -> None:
    with pytest.raises(fb.InputError) as caught:
        fb.check(given)
    assert sentence in str(caught.value)


class _Screen(StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_claim_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with live.progress(["a.first", "a.second"]) as tick:
        tick("a.first")
    assert "checking a.first" in screen.getvalue()
    assert "checking a.second" in screen.getvalue()


def test_elsewhere_progress_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    fb.check("basri2020.arccos.step")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_check_takes_aliases_and_places() -> None:
    found = fb.check(fb.ledger.basri2020.eq52)
    assert found.claim.id == fb.check("basri2020.D.52").claim.id == "basri2020.D.52"
