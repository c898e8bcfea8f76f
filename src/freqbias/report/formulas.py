r"""Formulas that anybody may have written, as MathML that is safe to put into a page.

``typesetting.words`` turns LaTeX of our own into MathML; it passes on what stands in ``\text``, which
in the name of a stranger's symbol may be a script.  Here only presentation MathML comes through.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import sympy as sp
from markupsafe import Markup, escape

from freqbias.derivations.typesetting import words

__all__ = ["formula", "is_words", "quantity", "readable", "sentence"]

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = re.compile(
    "math|mrow|mi|mo|mn|ms|mtext|mspace|mfrac|msqrt|mroot|mstyle|mpadded|mphantom|msub|msup|msubsup|"
    "munder|mover|munderover|mmultiscripts|mprescripts|none|mtable|mtr|mtd|menclose"
)
_ATTRIBUTES = re.compile(
    "display|stretchy|fence|form|separator|accent|accentunder|movablelimits|largeop|lspace|rspace|"
    "minsize|maxsize|mathvariant|linethickness|columnalign|columnspacing|rowspacing|width|height|"
    "depth|displaystyle|scriptlevel|notation"
)
_STYLE = re.compile(r"text-align: (left|center|right); padding-\1: 0")  # of cells, by words
_WORDS = "\\mathtt{\\text{"  # how SymPy writes a statement that is no expression
_NAME = re.compile(r"([A-Za-z]+(?:_[A-Za-z0-9]+)?)(\((?:[a-z], ?)*[a-z]\))?")
_TOKEN = re.compile(
    r"(?P<kept>\\(?:text|operatorname|mathrm|mathtt|begin|end)\{[^{}]*\}|\\[A-Za-z]+)"
    r"|(?P<word>[A-Za-z]{2,})"
)
_KNOWN = {"eps": r"\varepsilon", "fbar": r"\bar{f}", "pbar": r"\bar{p}", "Hinf": r"H^{\infty}"}
_KNOWN |= {name: f"\\{name}" for name in ("log", "exp", "sin", "cos", "max", "min")}


def formula(latex: str, display: str = "block") -> Markup:
    r"""LaTeX as MathML; what cannot be typeset, or is not MathML alone, as its text.

    >>> print(formula(r"\lambda", "inline"))
    <math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>λ</mi></mrow></math>
    >>> formula(r"\text{<script>alert(1)</script>}")
    Markup('<code>\\text{&lt;script&gt;alert(1)&lt;/script&gt;}</code>')
    """
    try:
        root = ElementTree.fromstring(words.mathml(readable(latex), display))
    except Exception:  # the converter raises errors of many kinds
        return Markup("<code>{}</code>").format(latex)
    if not all(map(_is_mathml, root.iter())):
        return Markup("<code>{}</code>").format(latex)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_NAMESPACE}}}")
    root.set("xmlns", _NAMESPACE)
    root.attrib = dict(sorted(root.attrib.items(), reverse=True))
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _is_mathml(element: ElementTree.Element) -> bool:
    space, _, name = element.tag.rpartition("}")
    known = space == f"{{{_NAMESPACE}" and _ELEMENTS.fullmatch(name) is not None
    return known and all(_is_harmless(*attribute) for attribute in element.attrib.items())


def _is_harmless(name: str, value: str) -> bool:
    return bool(_ATTRIBUTES.fullmatch(name) or (name == "style" and _STYLE.fullmatch(value)))


def is_words(latex: str) -> bool:
    """Whether the LaTeX is a line of text in a box, and no formula."""
    return not latex or latex.startswith(_WORDS)


def quantity(text: str) -> Markup:
    """What a statement is about, typeset where it is a name, perhaps of a function; else as code.

    >>> quantity("lambda_q") == formula(r"\\lambda_{q}", "inline")
    True
    >>> quantity("bound for the sum")
    Markup('<code>bound for the sum</code>')
    """
    found = _NAME.fullmatch(text)
    if found is None:
        return Markup("<code>{}</code>").format(text)
    return formula(sp.latex(sp.Symbol(found[1])) + (found[2] or ""), "inline")


def readable(latex: str) -> str:
    r"""LaTeX in which names such as ``sqrt(p*)`` and ``fbar`` of symbols are typeset.

    >>> print(readable(r"\frac{sqrt(p*)^{2}}{length}"))
    \frac{\sqrt{{p^{*}}}^{2}}{\mathrm{length}}
    """
    latex = re.sub(r"([A-Za-z])\*", r"{\1^{*}}", latex)
    latex = re.sub(r"(?<![\\A-Za-z])sqrt\(([^()]*)\)", r"\\sqrt{\1}", latex)
    return _TOKEN.sub(lambda found: found["kept"] or _name(found["word"]), latex)


def _name(word: str) -> str:
    if word in ("dx", "dz"):  # of an integral
        return word
    return _KNOWN.get(word, f"\\mathrm{{{word}}}")


def sentence(text: str) -> Markup:
    """Words of our own with formulas between dollar signs."""
    return Markup(words.html(text)) if "$" in text else escape(text)
