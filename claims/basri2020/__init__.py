"""Basri, Galun, Geifman, Jacobs, Kasten, Kritchman 2020: one file per section of the paper."""

from freqbias.claims.basri2020 import eigenvalues, kernels, model, operator

__all__ = ["CLAIMS"]

CLAIMS = (*model.CLAIMS, *kernels.CLAIMS, *operator.CLAIMS, *eigenvalues.CLAIMS)
