"""Eigenvalues of H/n for as many as millions of samples, beside what theory says of them."""

from freqbias.empirical_spectrum.experiment import Experiment
from freqbias.empirical_spectrum.result import EmpiricalSpectrum
from freqbias.empirical_spectrum.sample import Drawn, Recorded

__all__ = ["Drawn", "EmpiricalSpectrum", "Experiment", "Recorded"]
