r"""Sentences with formulas in LaTeX between dollar signs, for terminals, LaTeX and HTML.

``"At most $\pi (1 + \kappa)$ in modulus."`` is how titles and reasons are written, once.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from freqbias.theory.errors import InputError, shown

__all__ = ["escaped", "html", "mathml", "plain", "tex"]

_SPECIAL = {**{c: f"\\{c}" for c in "&%$#_{}"}, "~": r"\textasciitilde{}"}
_SPECIAL |= {"^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "<": r"\textless{}"}
_SPECIAL |= {">": r"\textgreater{}", "*": r"{*}", "'": r"\textquotesingle{}", "|": r"\textbar{}"}


def plain(text: str) -> str:
    r"""For a terminal: formulas in Unicode.

    >>> plain(r"the leakage is at most $\lambda_1/\sqrt{\kappa}$")
    'the leakage is at most λ_1/√(κ)'
    """
    return "".join(_unicode(part) if formula else part for formula, part in _parts(text))


def tex(text: str) -> str:
    r"""For LaTeX: formulas as they are, words escaped.

    >>> tex(r"100% of $\lambda_1$")
    '100\\% of $\\lambda_1$'
    """
    return "".join(f"${part}$" if formula else escaped(part) for formula, part in _parts(text))


def escaped(text: str) -> str:
    r"""Text without formulas for LaTeX, so that it shows every character as it is.

    >>> escaped("a_1 & 50%")
    'a\\_1 \\& 50\\%'
    """
    return "".join(_SPECIAL.get(character, character) for character in text)


def html(text: str) -> str:
    """For HTML: formulas in MathML, words escaped.

    >>> html("a < b")
    'a &lt; b'
    """
    return "".join(mathml(part) if formula else escape(part) for formula, part in _parts(text))


@lru_cache(maxsize=4096)
def mathml(formula: str, display: str = "inline") -> str:
    """A formula in LaTeX as MathML."""
    from latex2mathml.converter import convert

    return str(convert(formula, display=display))


@lru_cache(maxsize=4096)
def _unicode(formula: str) -> str:
    return str(_converter().latex_to_text(formula)).strip()


@lru_cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", strict_latex_spaces=False)


def _parts(text: str) -> list[tuple[bool, str]]:
    """The text cut at dollar signs; True marks formulas."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        raise InputError(f"text {shown(text)} has an odd number of dollar signs")
    return [(bool(number % 2), part) for number, part in enumerate(parts) if part]
