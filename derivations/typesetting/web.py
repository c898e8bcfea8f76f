"""A derivation as a section of HTML with MathML; style and scripts are the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freqbias.derivations.typesetting.lines import lines
from freqbias.derivations.typesetting.printer import equation
from freqbias.derivations.typesetting.words import html, mathml

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation, Step

__all__ = ["section"]

_WIDTH = 420.0  # points at 10pt: the width of a column of text


def section(derivation: Derivation, level: int = 2) -> str:
    """Title, symbols, numbered steps with reason and outcome, and what is printed instead.

    Every step is an element of class ``step`` whose id is its label; its badge has the classes
    ``outcome`` and ``outcome-exact``, ``-balls``, ``-cited``, ``-open`` or ``-failed``.

    :param level: of the heading, 1 to 6.

    >>> from freqbias.derivations import trace
    >>> 'id="trace.z-scaling.substitution"' in section(trace.z_scaling())
    True
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def typeset(step: Step) -> Markup:
        rows = lines(equation(step.left, step.right, derivation.names), _WIDTH)
        cells = r" \\ ".join(f"{line.left} & {line.right}" for line in rows)
        return Markup(mathml(rf"\begin{{align*}}{cells}\end{{align*}}", "block"))

    loader = PackageLoader("freqbias.derivations.typesetting")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "words": lambda text: Markup(html(text)),
        "mathml": lambda formula: Markup(mathml(formula)),
        "equation": typeset,
    }
    steps = [(label, *row) for label, row in zip(derivation.labels, derivation, strict=True)]
    template = environment.get_template("section.html.jinja")
    return template.render(derivation=derivation, level=level, steps=steps)
