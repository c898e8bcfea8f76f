"""Sweeps: sampled spectra for many densities, kernels, sizes and seeds, in one tidy table."""

from freqbias.sweeps.cases import Case, plan
from freqbias.sweeps.run import execute, sweep
from freqbias.sweeps.store import Store
from freqbias.sweeps.table import Row, Table

__all__ = ["Case", "Row", "Store", "Table", "execute", "plan", "sweep"]
