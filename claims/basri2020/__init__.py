"""Basri, Galun, Geifman, Jacobs, Kasten, Kritchman 2020: statements by section of the paper."""

from dataclasses import replace

from freqbias.claims.basri2020 import (
    appendix_a,
    appendix_b,
    appendix_c,
    appendix_d,
    section_3,
    section_4,
    section_5,
)
from freqbias.claims.basri2020.snippets import SNIPPETS
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.variants import variants

__all__ = ["CLAIMS"]

_SECTIONS = (section_3, section_4, section_5, appendix_a, appendix_b, appendix_c, appendix_d)

_UP_TO_A_FACTOR = {f"basri2020.{n}.corrected" for n in ("prop1", "eq14", "eq15")}  # solutions


def _complete(claim: Claim) -> Claim:
    """With its snippet, and, for identities that are said to be true, wrong variants made from them."""
    held = claim.kind is Kind.IDENTITY and not (claim.correction or claim.pending)
    systematic = held and claim.id not in _UP_TO_A_FACTOR
    controls = (*claim.controls, *(variants(claim.statement) if systematic else ()))
    snippet = SNIPPETS.get(claim.id, claim.snippet)
    return replace(claim, snippet=snippet, controls=controls)


CLAIMS = tuple(_complete(claim) for section in _SECTIONS for claim in section.CLAIMS)
