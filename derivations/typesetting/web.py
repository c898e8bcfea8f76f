"""A derivation as a section of HTML with MathML; style and scripts are the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freqbias.derivations.typesetting.printer import equation
from freqbias.derivations.typesetting.words import html, mathml

if TYPE_CHECKING:
    from freqbias.derivations.derivation import Derivation, Step

__all__ = ["section"]


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
        return Markup(mathml(equation(step.left, step.right, derivation.names), "block"))

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
