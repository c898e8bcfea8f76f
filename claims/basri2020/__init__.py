"""Basri, Galun, Geifman, Jacobs, Kasten, Kritchman 2020: statements by section of the paper."""

from dataclasses import replace

from freqbias.claims.basri2020 import (
    amplitude_bound,
    amplitudes,
    appendix_a,
    appendix_c,
    appendix_d,
    coexistence,
    convergence,
    decay,
    deep,
    deep_pending,
    descent,
    descent_step,
    differential_equation,
    dispersion,
    eigenfunctions,
    eigenvalues,
    enclosures,
    figure_5,
    figures_2_3,
    finite_width,
    gap_widths,
    hill_bounds,
    initialisation,
    integral_equation,
    iterations,
    kernel_perturbation,
    kernels,
    local_waves,
    matching,
    model,
    operator,
    perturbation,
    projections,
    reduction,
    spectral_pairs,
    tails,
    weyl,
    width,
)
from freqbias.claims.basri2020.snippets import SNIPPETS
from freqbias.claims.claim import Claim, Kind
from freqbias.claims.variants import variants

__all__ = ["CLAIMS"]

_SECTIONS = (
    model,
    kernels,
    decay,
    iterations,
    operator,
    eigenfunctions,
    local_waves,
    dispersion,
    differential_equation,
    eigenvalues,
    spectral_pairs,
    gap_widths,
    hill_bounds,
    weyl,
    figures_2_3,
    figure_5,
    amplitudes,
    enclosures,
    convergence,
    deep,
    deep_pending,
    integral_equation,
    appendix_a,
    reduction,
    matching,
    coexistence,
    amplitude_bound,
    appendix_c,
    projections,
    tails,
    descent,
    appendix_d,
    descent_step,
    initialisation,
    perturbation,
    kernel_perturbation,
    width,
    finite_width,
)

_UP_TO_A_FACTOR = {f"basri2020.{n}.corrected" for n in ("prop1", "eq14", "eq15")}  # solutions


def _complete(claim: Claim) -> Claim:
    """With its snippet, and, for identities that are said to be true, wrong variants made from them."""
    held = claim.kind is Kind.IDENTITY and not (claim.correction or claim.pending)
    systematic = held and claim.id not in _UP_TO_A_FACTOR
    controls = (*claim.controls, *(variants(claim.statement) if systematic else ()))
    snippet = SNIPPETS.get(claim.id, claim.snippet)
    return replace(claim, snippet=snippet, controls=controls)


CLAIMS = tuple(_complete(claim) for section in _SECTIONS for claim in section.CLAIMS)
