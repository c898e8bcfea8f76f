"""What a report is made of: safe formulas, layers, themes, plots that show true numbers."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias.cache import Cache
from freqbias.plots import svg
from freqbias.report import Contents, pages
from freqbias.report.figures import FIGURES
from freqbias.report.formulas import formula, quantity
from freqbias.report.layers import layout
from freqbias.report.parts import Part, derivation_part, made
from freqbias.report.plot import Plot
from freqbias.report.themes import embedded
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.hill import TwoPieces

pytestmark = pytest.mark.xdist_group("report")

_HARMLESS = re.compile(
    "math|mrow|mi|mo|mn|mtext|mspace|mfrac|msqrt|mroot|msub|msup|msubsup|mstyle|mover|munder|"
    "munderover|mtable|mtr|mtd|mpadded|mphantom|menclose|code"
)
_PIECES = (
    "{",
    "}",
    "^",
    "_",
    "\\frac",
    "\\text{",
    "<script>",
    "&",
    '"',
    "\\href{javascript:1}",
    "x",
    "1",
)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES)).map("".join)))
def test_whatever_is_typeset_is_harmless(text: str) -> None:
    for markup in (formula(text), quantity(text)):
        for tag, attributes in _Tags(str(markup)).found:
            assert _HARMLESS.fullmatch(tag), f"{text!r} became {markup}"
            assert not [n for n, _ in attributes if n.startswith("on") or "href" in n], markup


def test_names_in_formulas_are_typeset() -> None:
    assert "<msqrt>" in formula(r"\frac{8 B}{3 q sqrt(p*)}")
    assert "ε" in formula("eps + 1")
    assert formula(r"\frac{") == "<code>\\frac{</code>"


_NAMES = st.sampled_from("abcdefgh")


@given(
    st.lists(st.tuples(_NAMES, _NAMES)),
    st.fixed_dictionaries({n: st.integers(0, 2) for n in "abcdefgh"}),
)
def test_columns_stand_to_the_right_of_what_they_rest_on(
    edges: list[tuple[str, str]], first: dict[str, int]
) -> None:
    places = layout(first, edges).places
    assert set(places) == set(first), "every name has one place"
    assert len(set(places.values())) == len(first), "no two names have the same place"
    assert all(places[name][0] >= least for name, least in first.items())
    acyclic = [(a, b) for a, b in edges if a < b]  # no circle without the others
    places = layout(first, acyclic).places
    wrong = [(a, b) for a, b in acyclic if places[a][0] <= places[b][0]]
    assert not wrong, f"not to the right: {wrong}"


def test_neighbours_stand_side_by_side() -> None:
    edges = [(f"z{9 - n}", f"a{n}") for n in range(9)]
    names = {f"a{n}": 0 for n in range(9)} | {name: 1 for name, _ in edges}
    places = layout(names, edges).places
    assert all(places[a][1] == places[z][1] for z, a in edges), "edges cross that need not"


def test_parts_come_from_the_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "evidence.sqlite", print)
    (first,) = made(derivation_part, ["trace.z-scaling"], cache)

    def derivation_part_again(name: str) -> Part:
        raise AssertionError(f"{name} was made again")

    derivation_part_again.__name__ = derivation_part.__name__
    seen: list[str] = []
    assert made(derivation_part_again, [first["name"]], cache, progress=seen.append) == [first]
    assert seen == ["trace.z-scaling"]


@lru_cache
def _plot(name: str) -> Plot:
    return FIGURES[name]()


def _columns(name: str) -> dict[str, np.ndarray]:
    return {column: np.array(values) for column, values in _plot(name).columns.items()}


def test_plots_are_reproducible() -> None:
    once, again = (svg(FIGURES["gaps"]().figure) for _ in range(2))
    assert once == again


_MAPS = ("heat-map", "sphere-order-0", "sphere-order-4")  # their colours are values


@pytest.mark.parametrize("name", FIGURES)
def test_plots_take_the_colours_of_the_page(name: str) -> None:
    plot = _plot(name)
    assert len(set(map(len, plot.columns.values()))) == 1
    inside = embedded(svg(plot.figure), name, plot.title)
    fixed = set(re.findall(r"(?:fill|stroke): (#\w{6})", inside))
    assert name in _MAPS or not fixed, f"{fixed} is the same in light and dark"
    assert "var(--ink)" in inside
    ids = re.findall(r'\bid="([^"]*)"', inside)
    assert all(id_.startswith(f"{name}-") for id_ in ids)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]*)', inside))
    assert used <= set(ids), f"{used - set(ids)} is not there"


def test_the_printed_list_is_wrong_by_pi_and_the_law_is_right() -> None:
    columns = _columns("eigenvalues")
    odd = columns["q"] % 2 == 1
    odd[0] = False  # q = 1 is an exception
    assert columns["printed"][odd] == pytest.approx(1 / np.pi, rel=1e-12)
    assert columns["uniform, lambda_(2q)"][odd] == pytest.approx(1, rel=1e-12)
    assert columns["uniform, lambda_(2q)"] == pytest.approx(columns["uniform, lambda_(2q-1)"])
    assert columns["1 : 2 : 4, lambda_(2q)"][-1] == pytest.approx(1, abs=0.02)
    assert np.all(columns["1 : 2 : 4, lambda_(2q-1)"] > columns["1 : 2 : 4, lambda_(2q)"])


def test_gaps_close_where_theory_says_and_lie_within_the_bound() -> None:
    columns = _columns("gaps")
    pieces = TwoPieces(PiecewiseConstant.from_text("-1, 0, 1", "4, 1"))
    width = columns["Hill, 2q"] - columns["Hill, 2q-1"]
    assert np.array_equal(width < 1e-9, columns["closed"])
    assert np.array_equal(columns["closed"], columns["q"] % 3 == 0)
    bound = float(pieces.largest_offset) + 1e-9
    assert all(np.abs(columns[f"Hill, {name}"]).max() <= bound for name in ("2q-1", "2q"))


def test_errors_fall_through_the_tolerance_at_the_certified_times() -> None:
    """The dots, which are certified, lie on the curves, which are not."""
    columns = _columns("convergence")
    time = columns.pop("operator time")
    errors = [values for name, values in columns.items() if not name.startswith("law")]
    dots = [line for line in _plot("convergence").figure.axes[0].lines if line.get_marker() == "o"]
    for dot, error in zip(dots, errors, strict=True):
        crossing, tolerance = np.ravel(dot.get_xydata())
        assert np.all(error[time > crossing] <= tolerance)
        assert error[time <= crossing][-1] > tolerance


def test_the_heat_map_rises_with_the_frequency() -> None:
    columns = _columns("heat-map")
    for left in np.unique(columns["from, in units of pi"]):
        times = columns["operator time"][columns["from, in units of pi"] == left]
        assert all(low < high for low, high in pairwise(times)), f"in the region from {left} pi"


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_in_light_and_dark() -> None:
    style = pages(Contents("", []))["style.css"]
    pairs = dict(re.findall(r"--([\w-]+): light-dark\(([^)]*)\)", style))
    colours = {name: re.findall(r"#\w{6}", pair) for name, pair in pairs.items()}
    tones = [name for name in colours if f"{name}-area" in colours]
    assert len(tones) == 6
    texts = [(tone, ground) for tone in tones for ground in (f"{tone}-area", "paper")]
    texts += [(name, ground) for name in ("ink", "quiet", "link") for ground in ("paper", "panel")]
    for text, ground in texts:
        for theme in (0, 1):
            ratio = _contrast(colours[text][theme], colours[ground][theme])
            assert ratio >= 4.5, f"{text} on {ground}, {('light', 'dark')[theme]}: {ratio:.2f}"
