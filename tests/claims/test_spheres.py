"""Claims about spheres: routes that the checks themselves do not take."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.claims.basri2020 import section_4
from freqbias.claims.basri2020.section_4 import figure_8, figure_9, figure_9_step, sphere_waves
from freqbias.claims.context import Context
from freqbias.claims.evidence import Finding, Rigour
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.flow import harmonic_times, sphere_section
from freqbias.numerics.spheres.samples import sample_sphere
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.spheres.rates import harmonic_time, uniform_harmonic_time

_IDS = {claim.id for claim in section_4.CLAIMS}


@pytest.mark.parametrize("name", ["conj.sphere", "fig8", "fig9"])
def test_no_claim_about_spheres_is_pending(name: str) -> None:
    claim = next(c for c in section_4.CLAIMS if c.id == f"basri2020.{name}")
    assert claim.pending is None
    assert len(claim.controls) >= 3


def test_corrections_are_claims() -> None:
    for file in (figure_8, figure_9, figure_9_step, sphere_waves):
        for claim in file.CLAIMS:
            assert claim.correction is None or claim.correction in _IDS, claim.id


@settings(deadline=None, max_examples=12)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 8), st.sampled_from([0.5, 0.1, 0.01]))
def test_the_proved_time_is_enough(south: int, north: int, degree: int, error: float) -> None:
    """The norm of the residual under the uniform measure, from the zones' energies over p."""
    p = Zones((-1, 0, 1), (south, north))
    mu = sphere_eigenvalues(first_layer_bias, degree + 1, 3)[degree]
    time = float(harmonic_time(sp.Float(mu), error, p.minimum))
    flow = sphere_section(p, first_layer_bias, 0, 80)
    target = flow.coordinates(
        np.polynomial.Legendre.basis(degree)(np.cos(flow.nodes.points))[:, None]
    )
    target *= np.sqrt(2 * degree + 1)
    weights = np.array([float(zone.value) for zone in p.zones])
    left = np.sqrt((flow.energies(flow.residual(target, time))[:, 0] / weights).sum())
    assert left <= error * (1 + 1e-9), f"{left} is left on {south} : {north} at degree {degree}"


@pytest.mark.parametrize("dimension", [3, 4, 7])
def test_the_time_in_powers_of_the_degree_is_no_shorter(dimension: int) -> None:
    mu = sphere_eigenvalues(first_layer_bias, 60, dimension)
    for degree in (1, 2, 3, 4, 17, 59):
        bound = uniform_harmonic_time(first_layer_bias, degree, sp.exp(-1), 1, dimension)
        assert float(bound) >= 1 / mu[degree] * (1 - 1e-12)


def test_sampled_times_scatter_about_those_of_the_operator() -> None:
    """At low degrees, where 900 points are many."""
    p = figure_9.hemispheres(2)
    expected = harmonic_times(p, [2, 3], 0, 0.01).times[:-1]
    runs = [figure_9.sampled_times(first_layer_bias, 2, seed)[:, 0, :2] for seed in (1, 2)]
    found = np.exp(np.mean(np.log(runs), axis=0))
    assert np.abs(found / expected - 1).max() < 0.15, f"{found} sampled, {expected} of the operator"


def test_exact_functions_are_orthogonal_under_the_density() -> None:
    p = Zones.from_text("-1, 0, 1", "12, 1")
    points = sample_sphere(p, 20_000, seed=3)
    values = figure_8.exact_functions(first_layer_bias, p, 10, points)
    values /= np.linalg.norm(values, axis=0)
    off = np.abs(values.T @ values - np.eye(values.shape[1])).max()
    assert off < 6 / np.sqrt(len(points)), f"the largest inner product is {off}"


@pytest.mark.parametrize("statement", ["fig9.step", "fig9.step.printed"])
def test_the_stable_step_is_that_of_the_spectrum(statement: str) -> None:
    claim = next(c for c in figure_9_step.CLAIMS if c.id.endswith(statement))
    scale = 2 if "unscaled" in claim.statement.kernel else 1
    tops = {
        r: scale * sphere_section(figure_9.hemispheres(r), first_layer_bias, 0, 60).eigenvalues[0]
        for r in (2, 3, 4)
    }
    stable = all(0.004 * (300 + 300 * r) * top < 2 for r, top in tops.items())
    evidence = claim.check(Context(), claim.statement)
    assert (evidence.finding is Finding.HOLDS) == stable, f"lambda_0 is {tops}"
    assert evidence.rigour in (Rigour.EXACT, Rigour.BALLS)
