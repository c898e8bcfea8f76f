"""Derivations for a terminal: formulas in two dimensions of Unicode where they fit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm

from freqbias.derivations.typesetting.linear import unicode
from freqbias.derivations.typesetting.printer import equation
from freqbias.derivations.typesetting.words import plain
from freqbias.derivations.unevaluated import bounded

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation

__all__ = ["paragraphs", "statement"]

_TALLEST = 19  # lines of a formula: a matrix of nine rows
_INDENT = 4


def paragraphs(derivation: Derivation, columns: int = 100) -> Iterator[tuple[str, str]]:
    """The parts of the text, each with its kind: title, symbols, step, why, formula or printed.

    A step comes with its outcome as kind: ``outcome-exact``, ``-cited`` and so on.
    """
    yield "title", _wrapped(plain(derivation.title), columns, 0)
    names = derivation.names
    symbols = [(unicode(n.latex), plain(n.meaning)) for n in derivation.symbols]
    widest = min(max((len(name) for name, _ in symbols), default=0), 24)
    for name, meaning in symbols:
        text = textwrap.fill(meaning, columns - widest - _INDENT)
        lines = text.replace("\n", "\n" + " " * (widest + _INDENT))
        yield "symbols", f"  {name:<{widest}}  {lines}"
    for number, (step, outcome) in enumerate(derivation, start=1):
        rule = step.rule.removeprefix("cited: ")
        yield f"outcome-{outcome.name.lower()}", f"\n{number}. {rule} [{outcome.value}]"
        yield "why", _wrapped(plain(step.why), columns, _INDENT)
        formula = statement(step.left, step.right, names, columns - 2 * _INDENT)
        yield "formula", textwrap.indent(formula, " " * 2 * _INDENT)
    for printed in derivation.printed:
        yield "printed", "\n" + _wrapped(f"{plain(printed.place)} prints: {plain(printed.formula)}",
                                         columns, 0)  # fmt: skip
        yield "printed", _wrapped(f"Instead: {plain(printed.instead)}", columns, 0)


def statement(left: Any, right: Any, names: Mapping[Any, str], columns: int) -> str:
    """``left = right`` in two dimensions, on one line of text where that is too wide or tall.

    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> print(statement(x / 2, sp.Max(0, x - 1), {}, 80))
    x
    ─ = x - 1 ≥ 0
    2
    """
    bound = bounded(right)
    pretty = _Pretty(names)
    first = pretty._print(left)
    second = prettyForm("≥ 0")
    if bound != left:
        second = prettyForm(*pretty._print(right if bound is None else bound).left("= "))
        second = prettyForm(*second.right("" if bound is None else " ≥ 0"))
    beside = prettyForm(*first.right(" ", second))
    for forms in ([beside], [first, second]):
        if all(form.width() <= columns and form.height() <= _TALLEST for form in forms):
            return "\n".join(line.rstrip() for form in forms for line in str(form).splitlines())
    text = unicode(equation(left, right, names))
    return textwrap.fill(text, columns, subsequent_indent="  ", break_long_words=False)


def _wrapped(text: str, columns: int, indent: int) -> str:
    return textwrap.fill(text, columns, initial_indent=" " * indent, subsequent_indent=" " * indent)


class _Pretty(PrettyPrinter):  # type: ignore[misc]  # SymPy has no types
    def __init__(self, names: Mapping[Any, str]) -> None:
        super().__init__({"use_unicode": True, "wrap_line": False})
        self.names = names

    def _print_Symbol(self, e: Any, bold_name: bool = False) -> Any:
        if e in self.names:
            return prettyForm(unicode(self.names[e]), binding=prettyForm.ATOM)
        return super()._print_Symbol(e, bold_name)

    def _print_Max(self, e: Any) -> Any:
        return self._print_Function(e, func_name="max")
