"""All derivations by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from freqbias.derivations import (
    amplitudes,
    arccosine,
    differential_equation,
    distribution,
    factorised,
    folding,
    fourier,
    fredholm,
    hill,
    kernels,
    local_law,
    modes,
    parity,
    projection_tail,
    rates,
    regional_waves,
    saturation,
    sphere_rates,
    tails,
    trace,
    two_regions,
    weyl,
)
from freqbias.derivations.corrections import (
    appendix_a,
    appendix_b,
    appendix_d,
    lemma_2,
    lemma_7,
    local_frequencies,
    section_4,
    theorem_1,
    theorem_3,
)
from freqbias.derivations.depth import (
    decrease,
    ends,
    leading_order,
    limits,
    many_layers,
    nonuniform,
    positivity,
    recursion,
)
from freqbias.derivations.derivation import Derivation
from freqbias.derivations.spheres import decay, eigenvalues, three_sphere
from freqbias.theory.kernels import KERNELS, Kernel

__all__ = ["DERIVATIONS"]

_OF_A_KERNEL: dict[str, Callable[[Kernel], Derivation]] = {
    "kernel": kernels.from_network,
    "fourier": fourier.coefficients,
    "equation": distribution.equation,
    "folding": folding.half_circle,
    "factorised": factorised.factorised,
    "spheres": eigenvalues.eigenvalues,
}

DERIVATIONS: dict[str, Callable[[], Derivation]] = {
    "arccosine.00": lambda: arccosine.gaussian_expectation(0, 0),
    "arccosine.11": lambda: arccosine.gaussian_expectation(1, 1),
    "amplitudes.bound": amplitudes.amplitude_bound,
    "corrections.4.amplitudes": section_4.amplitudes,
    "corrections.4.distance": section_4.distance,
    "corrections.4.local-frequencies": local_frequencies.local_frequencies,
    "corrections.4.waves": section_4.waves,
    "corrections.A.fifth-derivative": appendix_a.fifth_derivative,
    "corrections.A.half-turn": appendix_a.half_turn_symmetry,
    "corrections.A.halved-angles": appendix_a.halved_angles,
    "corrections.A.reduced-equation": appendix_a.reduced_equation,
    "corrections.B.36": appendix_b.bound,
    "corrections.B.ratio": appendix_b.ratio,
    "corrections.B.rising": appendix_b.rising,
    "corrections.B.two-eigenfunctions": appendix_b.two_eigenfunctions,
    "corrections.C.40": theorem_3.descending,
    "corrections.C.direction": theorem_3.direction,
    "corrections.C.eigenvalue": theorem_3.eigenvalue,
    "corrections.C.index": lemma_2.index,
    "corrections.C.level": theorem_3.level,
    "corrections.C.normalisation": lemma_2.normalisation,
    "corrections.C.pi": theorem_3.with_pi,
    "corrections.C.substitution": lemma_2.halved,
    "corrections.C.sum": lemma_2.squares,
    "corrections.C.tail": lemma_2.tail,
    "corrections.D.56": appendix_d.accumulated,
    "corrections.D.iterations": appendix_d.iterations,
    "corrections.D.lemma11-loss": appendix_d.initial_loss,
    "corrections.D.lemma14-1": appendix_d.kernel_change,
    "corrections.D.lemma14-2": appendix_d.sampled_kernel,
    "corrections.D.lemma14-3": appendix_d.kernel_limit,
    "corrections.D.lemma3-range": appendix_d.ranges,
    "corrections.D.lemma7-range": lemma_7.applied_range,
    "corrections.theorem-1.delta": theorem_1.error_exponent,
    "depth.at-pi": ends.at_pi,
    "depth.at-zero": ends.at_zero,
    "depth.decrease-fails": decrease.decrease_fails,
    "depth.leading-order": leading_order.leading_order,
    "depth.limits": limits.limits,
    "depth.many-layers": many_layers.many_layers,
    "depth.non-uniform": nonuniform.nonuniform,
    "depth.positivity": positivity.positivity,
    "depth.recursion": recursion.recursion,
    "fourier.decreasing": fourier.decreasing,
    "fredholm.closure": fredholm.closure_determinant,
    "hill.bound": hill.two_sided,
    "hill.gap-edges": two_regions.gap_edges,
    "hill.recurring": two_regions.recurring,
    "hill.weyl": weyl.weyl,
    "kernel.one-hidden-layer": kernels.one_hidden_layer,
    "kernel.random_bias": kernels.with_random_bias,
    **{
        f"{subject}.{name}": partial(build, kernel)
        for subject, build in _OF_A_KERNEL.items()
        for name, kernel in KERNELS.items()
    },
    "modes.arc": modes.arc_modes,
    "modes.no-waves": regional_waves.no_regional_waves,
    "ode.half-turn": differential_equation.half_turn,
    "ode.mean": differential_equation.no_mean,
    "ode.sixth-order": differential_equation.sixth_order,
    "parity.odd-part": parity.odd_part_is_linear,
    "rates.jensen": rates.jensen,
    "rates.local-law": local_law.local_law,
    "rates.no-logarithm": saturation.no_logarithm,
    "rates.power": saturation.power,
    "rates.source-condition": rates.source_condition,
    "rates.source-condition.spheres": sphere_rates.source_condition_on_spheres,
    "rates.tail": projection_tail.tail,
    "spheres.decay": decay.decay,
    "spheres.three-sphere": three_sphere.three_sphere,
    "tails.oscillation": tails.oscillation,
    "tails.reciprocal_squares": tails.reciprocal_squares,
    "trace.z-scaling": trace.z_scaling,
}
