"""Stand-alone counterexamples by claim id: each prints the defect, with mpmath alone."""

from freqbias.claims.basri2020.snippets import (
    appendix_c,
    appendix_d,
    depth,
    eigenfunctions,
    kernels_and_list,
    section_4,
)

__all__ = ["SNIPPETS"]

_SECTIONS = (kernels_and_list, section_4, eigenfunctions, appendix_c, appendix_d, depth)
SNIPPETS = {id_: snippet for section in _SECTIONS for id_, snippet in section.SNIPPETS.items()}
