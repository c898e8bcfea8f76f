"""Basri, Galun, Geifman, Jacobs, Kasten, Kritchman 2020: one file per section of the paper."""

from dataclasses import replace

from freqbias.claims.basri2020 import eigenvalues, kernels, model, operator
from freqbias.claims.basri2020.snippets import SNIPPETS

__all__ = ["CLAIMS"]

CLAIMS = tuple(
    replace(claim, snippet=SNIPPETS.get(claim.id))
    for section in (model, kernels, operator, eigenvalues)
    for claim in section.CLAIMS
)
