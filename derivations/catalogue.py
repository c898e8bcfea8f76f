"""All derivations by name."""

from __future__ import annotations

from collections.abc import Callable

from freqbias.derivations import (
    amplitudes,
    arccosine,
    differential_equation,
    fredholm,
    hill,
    local_law,
    modes,
    parity,
    projection_tail,
    rates,
    saturation,
    tails,
    trace,
    weyl,
)
from freqbias.derivations.derivation import Derivation

__all__ = ["DERIVATIONS"]

DERIVATIONS: dict[str, Callable[[], Derivation]] = {
    "arccosine.00": lambda: arccosine.gaussian_expectation(0, 0),
    "arccosine.11": lambda: arccosine.gaussian_expectation(1, 1),
    "amplitudes.bound": amplitudes.amplitude_bound,
    "fredholm.closure": fredholm.closure_determinant,
    "hill.bound": hill.two_sided,
    "hill.gap-edges": hill.gap_edges,
    "hill.recurring": hill.recurring,
    "hill.weyl": weyl.weyl,
    "modes.arc": modes.arc_modes,
    "modes.no-waves": modes.no_regional_waves,
    "ode.half-turn": differential_equation.half_turn,
    "ode.mean": differential_equation.no_mean,
    "ode.sixth-order": differential_equation.sixth_order,
    "parity.odd-part": parity.odd_part_is_linear,
    "rates.jensen": rates.jensen,
    "rates.local-law": local_law.local_law,
    "rates.no-logarithm": saturation.no_logarithm,
    "rates.power": saturation.power,
    "rates.source-condition": rates.source_condition,
    "rates.tail": projection_tail.tail,
    "tails.oscillation": tails.oscillation,
    "tails.reciprocal_squares": tails.reciprocal_squares,
    "trace.z-scaling": trace.z_scaling,
}
