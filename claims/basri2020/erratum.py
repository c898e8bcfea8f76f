"""The printed and the right formula of every refuted claim, in the paper's notation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["Erratum", "errata"]


@dataclass(frozen=True)
class Erratum:
    """One entry, as LaTeX text.

    :param printed: what the paper says.
    :param instead: what holds.
    :param consequence: what it changes.
    """

    printed: str
    instead: str
    consequence: str


@lru_cache
def errata() -> dict[str, Erratum]:
    """All entries, by id of the claim.

    >>> errata()["basri2020.eq15"].instead
    '$f=a\\\\cos(\\\\frac{\\\\Psi(x)}{\\\\sqrt{\\\\pi\\\\lambda}}+b)$.'
    """
    text = files("freqbias.claims.basri2020").joinpath("erratum.toml").read_text(encoding="utf-8")
    return {id_: Erratum(**entry) for id_, entry in tomllib.loads(text).items()}
