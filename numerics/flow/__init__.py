"""Gradient flow and descent: residuals, and when they fall below a tolerance."""

from freqbias.numerics.flow.convergence import Convergence, time_to_converge
from freqbias.numerics.flow.flow import Flow
from freqbias.numerics.flow.learning import RegionTime, State
from freqbias.numerics.flow.times import times_to_converge

__all__ = ["Convergence", "Flow", "RegionTime", "State", "time_to_converge", "times_to_converge"]
