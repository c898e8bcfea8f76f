r"""Sentences with formulas in LaTeX between dollar signs, for terminals, LaTeX and HTML.

``"At most $\pi (1 + \kappa)$ in modulus."`` is how titles and reasons are written, once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from freqbias.derivations.typesetting.linear import unicode
from freqbias.derivations.typesetting.parser import parse
from freqbias.theory.errors import InputError, shown

__all__ = ["escaped", "html", "mathematics", "mathml", "plain", "tex"]

_SPECIAL = {**{c: f"\\{c}" for c in "&%$#_{}"}, "~": r"\textasciitilde{}"}
_SPECIAL |= {"^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "<": r"\textless{}"}
_SPECIAL |= {">": r"\textgreater{}", "|": r"\textbar{}"}
_EXACT = _SPECIAL | {"*": r"{*}", "'": r"\textquotesingle{}"}
# What is no mathematics: comments, parameters, characters by code, and all that programs TeX.
_FORBIDDEN = re.compile(
    r"(?<!\\)[%#]|\^\^|\\(?:input|include|read|write\w*|open\w*|immediate|special|[egx]?def|let|"
    r"catcode|csname|\w*command|\w*environment|usepackage|require\w*|loop|repeat|expandafter|"
    r"the|string|jobname|href|url|style|class|html\w*|label|tag|end\s*\{document\})(?![a-zA-Z])"
)
_MATHML = re.compile(
    "m(ath|row|i|o|n|s|text|space|frac|sqrt|root|sub|sup|subsup|under|over|underover|table|tr|td|"
    "style|padded|phantom|enclose)"
)
_DELIMITERS = {r"\{": "{", r"\}": "}", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈"}
_DELIMITERS |= {r"\rceil": "⌉", r"\langle": "⟨", r"\rangle": "⟩", r"\lvert": "|", r"\rvert": "|"}


def plain(text: str) -> str:
    r"""For a terminal: formulas in Unicode.

    >>> plain(r"the leakage is at most $\lambda_1/\sqrt{\kappa}$")
    'the leakage is at most λ₁/√κ'
    """
    return "".join(unicode(part) if formula else part for formula, part in _parts(text))


def tex(text: str) -> str:
    r"""For LaTeX: formulas as they are, words escaped, on one line.

    :raises InputError: for a formula that is none, see :func:`mathematics`.

    >>> tex(r"100% of $\lambda_1$")
    '100\\% of $\\lambda_1$'
    """
    line = " ".join(text.split())
    return "".join(
        f"${mathematics(part)}$" if formula else _substituted(part, _SPECIAL)
        for formula, part in _parts(line)
    )


def mathematics(formula: str) -> str:
    r"""The formula itself, if it is one.

    :raises InputError: where braces do not match, or a command in it is no mathematics (``\input``).

    >>> mathematics("x_{1}")
    'x_{1}'
    """
    found = _FORBIDDEN.search(formula)
    if found is not None:
        raise InputError(f"formula {shown(formula)} has {shown(found[0])}, which is no mathematics")
    parse(formula)
    return formula


def escaped(text: str) -> str:
    r"""Text without formulas for LaTeX, so that it shows every character as it is.

    >>> escaped("a_1 & 50%")
    'a\\_1 \\& 50\\%'
    """
    return _substituted(text, _EXACT)


def _substituted(text: str, substitutes: dict[str, str]) -> str:
    return "".join(substitutes.get(character, character) for character in text)


def html(text: str) -> str:
    """For HTML: formulas in MathML, words escaped.

    >>> html("a < b")
    'a &lt; b'
    """
    return "".join(mathml(part) if formula else escape(part) for formula, part in _parts(text))


@lru_cache(maxsize=4096)
def mathml(formula: str, display: str = "inline") -> str:
    """A formula in LaTeX as MathML, and nothing that is not MathML.

    :raises InputError: for what is no formula.
    """
    from latex2mathml.converter import convert

    try:
        root = fromstring(convert(mathematics(formula), display=display))
    except (ParseError, LookupError, ValueError, NotImplementedError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"formula {shown(formula)} cannot be shown in MathML") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if not _MATHML.fullmatch(element.tag):
            raise InputError(f"formula {shown(formula)} has {element.tag!r}, which is no MathML")
        element.text = _DELIMITERS.get(element.text or "", element.text)
    _style(root)
    root.set("xmlns", "http://www.w3.org/1998/Math/MathML")
    return tostring(root, encoding="unicode")


def _style(root: Element) -> None:
    """What browsers do not do by themselves: cells aligned by CSS, space beside functions."""
    for element in root.iter():
        side = element.attrib.pop("columnalign", None)
        if side is not None:
            element.set("style", f"text-align: {side}; padding-{side}: 0")
        for number, child in enumerate(element):
            if child.tag in ("mi", "mo") and re.fullmatch("[a-z]{2,}", child.text or ""):
                followed = element[number + 1 : number + 2]
                bracket = not followed or followed[0].tag == "mrow" or followed[0].text == "("
                child.tag = "mo"
                child.set("lspace", "0.17em" if number else "0")
                child.set("rspace", "0" if bracket else "0.17em")


def _parts(text: str) -> list[tuple[bool, str]]:
    """The text cut at dollar signs; True marks formulas."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        raise InputError(f"text {shown(text)} has an odd number of dollar signs")
    return [(bool(number % 2), part) for number, part in enumerate(parts) if part]
