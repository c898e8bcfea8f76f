"""Stand-alone counterexamples by claim id: each prints the defect, with mpmath alone."""

from freqbias.claims.basri2020.snippets import eigenfunctions, kernels_and_list, section_4

__all__ = ["SNIPPETS"]

SNIPPETS = {**kernels_and_list.SNIPPETS, **section_4.SNIPPETS, **eigenfunctions.SNIPPETS}
