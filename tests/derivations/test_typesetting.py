"""Formulas are measured, broken and shown without loss; what is hostile stays harmless."""

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.derivations import trace
from freqbias.derivations.arccosine import gaussian_expectation
from freqbias.derivations.derivation import Derivation, Step
from freqbias.derivations.typesetting import terminal, words
from freqbias.derivations.typesetting.linear import unicode
from freqbias.derivations.typesetting.lines import Line, lines
from freqbias.derivations.typesetting.measure import width
from freqbias.derivations.typesetting.parser import parse
from freqbias.derivations.typesetting.printer import equation, formula
from freqbias.derivations.typesetting.web import section
from freqbias.theory.errors import InputError

_X, _Y, _NU = sp.symbols("x y nu", positive=True)
_ATOMS = st.sampled_from(
    [_X, _Y, _NU, sp.pi, sp.Symbol("lambda_1"), sp.Integer(7), sp.Rational(1, 3)]
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    one_of = [sp.sin, sp.exp, sp.sqrt, lambda x: x**2, lambda x: 1 / (1 + x**2)]
    unary = st.builds(lambda f, x: f(x), st.sampled_from(one_of), inner)
    binary = st.builds(lambda f, x, y: f(x, y), st.sampled_from([sp.Add, sp.Mul]), inner, inner)
    return unary | binary


_EXPRESSIONS = st.recursive(_ATOMS, _grown, max_leaves=12)
_SUMS = st.lists(_EXPRESSIONS, min_size=2, max_size=12).map(lambda terms: sp.Add(*terms))


def _tokens(latex: str) -> list[str]:
    return re.findall(r"\\[a-zA-Z]+|\\.|\S", latex)


@given(_EXPRESSIONS)
def test_a_parsed_formula_is_whole(expression: Any) -> None:
    latex = formula(expression)
    assert _tokens(" ".join(node.latex for node in parse(latex))) == _tokens(latex)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@settings(max_examples=3)
@given(st.lists(_EXPRESSIONS, min_size=50, max_size=50))
def test_estimates_of_width_are_those_of_tex(expressions: list[Any]) -> None:
    formulas = [formula(expression) for expression in expressions]
    known = gaussian_expectation(1, 1)
    formulas += [equation(s.left, s.right, known.names) for s in known.steps]
    for latex, points in zip(formulas, _widths_in_tex(formulas), strict=True):
        estimate = width(parse(latex))
        assert points - 1 <= estimate <= 1.2 * points + 8, f"{estimate} for {points} pt: {latex}"


def _widths_in_tex(formulas: list[str]) -> list[float]:
    rows = (f"\\setbox0\\hbox{{$\\displaystyle {f}$}}\\typeout{{W\\the\\wd0}}" for f in formulas)
    preamble = "\\documentclass{article}\\usepackage{amsmath}\\begin{document}"
    document = "\n".join([preamble, *rows, "\\end{document}"])
    with TemporaryDirectory() as folder:
        run = subprocess.run(["pdflatex", "-draftmode"], input=document, cwd=folder, text=True,
                             capture_output=True, check=False)  # fmt: skip
    return [float(points) for points in re.findall(r"W([\d.]+)pt", run.stdout)]


@given(_SUMS, st.sampled_from([120, 200, 300]))
def test_sums_are_broken_between_terms_and_nothing_is_lost(total: Any, room: int) -> None:
    latex = f"y = {formula(total)}"
    broken = lines(latex, room)
    joined = " ".join(f"{line.left} {line.right}" for line in broken).replace(r"\quad", "")
    opened = r"\exp" in joined or re.search(r"\\[bB]ig|\^\{-1\}|\\times", joined)
    assert opened or _tokens(joined) == _tokens(latex), broken
    for line in broken:
        assert joined.count("{") == joined.count("}")
        assert opened or width(parse(line.left + line.right)) <= room + 1 or len(broken) > 1, line


@pytest.mark.parametrize(
    "latex",
    [
        rf"y = \frac{{{' + '.join(f'a_{{{n}}}' for n in range(60))}}}{{b + c}}",
        rf"y = \frac{{a}}{{{' + '.join(f'b_{{{n}}}' for n in range(60))}}}",
        rf"y = \sqrt{{{' + '.join(f'b_{{{n}}}' for n in range(60))}}}",
        rf"y = e^{{{' + '.join(f'b_{{{n}}}' for n in range(80))}}}",
        rf"y = \left({' + '.join(f'b_{{{n}}}' for n in range(60))}\right)^{{2}} \geq 0",
        rf"y = x \left. {' + '.join(f'b_{{{n}}}' for n in range(60))} \right|_{{x = 1}}",
        rf"{' + '.join(f'b_{{{n}}}' for n in range(60))} = {' + '.join('a' * 60)}",
        rf"f\left({', '.join(f'b_{{{n}}}' for n in range(60))}\right) = 0",
        "y = " + " ".join([r"\left(a + \frac{b}{c}\right)"] * 20),
    ],
    ids=["numerator", "denominator", "root", "exponent", "power", "value", "left", "arguments",
         "factors"],
)  # fmt: skip
def test_what_is_too_wide_is_opened(latex: str) -> None:
    broken = lines(latex, 300)
    assert len(broken) > 2
    for line in broken:
        assert width(parse(f"{line.left} {line.right}")) <= 300, line


def test_short_formulas_stay_on_one_line() -> None:
    assert lines(r"x = y \geq 0", 300) == [Line("x", r"= y \geq 0")]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{a + b}{2 c}", "(a + b)/(2c)"),
        (r"\frac{1}{2} x", "1/2 x"),
        (r"t^{-5/4}", "t^(-5/4)"),
        (r"\hat k_{m}^{2}", "k̂ₘ²"),
        (r"\left|\sin \theta\right| \leq 1", "|sin θ| ≤ 1"),
        (r"\sqrt[3]{x + 1}", "(x + 1)^(1/3)"),
        (r"f''(0)", "f′′(0)"),
        (r"\text{at most } x", "at most x"),
    ],
)
def test_formulas_on_one_line(latex: str, text: str) -> None:
    assert unicode(latex) == text


@settings(max_examples=10)
@given(_EXPRESSIONS, _EXPRESSIONS)
def test_statements_fit_the_terminal(left: Any, right: Any) -> None:
    text = terminal.statement(left, sp.Max(0, right, evaluate=False), {}, 60)
    assert text.rstrip("\n").splitlines()
    assert "≥ 0" in text
    assert all(len(line) <= 60 or " " not in line.strip() for line in text.splitlines()), text


@pytest.mark.parametrize(
    "latex", ["{", "}", r"\left(", r"\frac{a}", r"\begin{matrix}", r"x \right)"]
)
def test_broken_formulas_are_refused(latex: str) -> None:
    with pytest.raises(InputError, match="does not match"):
        parse(latex)


@pytest.mark.parametrize(
    "text",
    [r"$\input{/etc/hostname}$", r"$x % y$", r"$\csname end\endcsname$", r"$\write18{ls}$",
     r"$\def\x{1}$", r"$^^5c$", r"$\href{javascript:x}{y}$", r"one $ alone"],
)  # fmt: skip
def test_hostile_formulas_are_refused(text: str) -> None:
    for write in (words.tex, words.html):
        with pytest.raises(InputError):
            write(text)


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="$"), max_size=40))
def test_words_are_escaped(text: str) -> None:
    assert not re.search(r"(?<!\\)[%#&_{}~^]", re.sub(r"\\text\w+\{\}", "", words.tex(text)))
    assert not re.search("[<>]", words.html(text))


@pytest.mark.parametrize("text", [r"$\text{<script>alert(1)</script>}$", r"$a & b$"])
def test_nothing_but_mathml_is_in_formulas(text: str) -> None:
    with pytest.raises(InputError, match="MathML"):
        words.html(text)


def test_lines_are_aligned_by_css() -> None:
    table = words.mathml(r"\begin{align*}x &= y \\ &+ z\end{align*}", "block")
    assert table.count("text-align: left; padding-left: 0") == 2
    assert "columnalign" not in table


@pytest.mark.parametrize("name", ["100%", r"\input{x}", "a & b", "$x$", "#{n}", "x}", "<b>x</b>"])
def test_hostile_symbols_are_words(name: str) -> None:
    latex = formula(sp.Symbol(name) + sp.Function(name)(_X))
    assert not re.search(r"(?<!\\)[%#&$]|\\input", latex)
    assert parse(latex)


def test_values_are_bracketed() -> None:
    square = sp.Subs(_X * sp.exp(_X), _X, 1) ** 2
    assert formula(square) == (r"\left(\left. \left(x e^{x}\right) \right|_{x = 1}\right)^{2}")


def test_html_is_escaped_and_anchored(hostile: Derivation) -> None:
    html = section(hostile)
    assert "<script>" not in html
    assert "<b>" not in html
    for label in hostile.labels:
        assert html.count(f'id="{label}"') == 1
    assert '<span class="outcome outcome-failed">' in html


def test_labels_are_unique_and_plain(hostile: Derivation) -> None:
    one = sp.Integer(1)
    rules = ("sign", "sign 2", "sign", "sign", "é", "SIGN", "cited: sign")
    labels = Derivation("d", "", tuple(Step(one, one, rule, "") for rule in rules)).labels
    assert len(set(labels)) == len(rules)
    assert all(re.fullmatch(r"[\w.-]+", label, re.A) for label in hostile.labels + labels)


def test_representations_of_a_derivation() -> None:
    found = trace.z_scaling()
    assert found._repr_html_().startswith('<section class="derivation"')
    assert found._repr_latex_().startswith("$$\\begin{aligned}")
    for step, outcome in found:
        assert outcome.value in str(found)
        assert words.plain(step.why).split()[0] in str(found)


def test_templates_are_beside_the_code() -> None:
    folder = Path(words.__file__).parent / "templates"
    assert {path.suffix for path in folder.iterdir()} == {".jinja"}
