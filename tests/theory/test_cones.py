"""Rays and multipliers of random cones: certificates are checked by multiplying out."""

from fractions import Fraction

import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from freqbias.theory.cones import dot, extreme_rays, multipliers

_vectors = st.tuples(*(st.integers(-3, 3) for _ in range(3)))
_positive = st.tuples(*(st.integers(0, 4) for _ in range(3)))


def _exact(vector: tuple[int, ...]) -> tuple[sp.Integer, ...]:
    return tuple(map(sp.Integer, vector))


@settings(max_examples=40, deadline=None)
@given(st.lists(_vectors, min_size=3, max_size=5), _vectors)
def test_either_multipliers_or_a_ray(rows: list[tuple[int, ...]], phi: tuple[int, ...]) -> None:
    """Farkas: exactly one of the two exists; each is checked by itself."""
    cone = [_exact(row) for row in rows]
    assume(sp.Matrix(cone).rank() == 3)  # no line
    found = multipliers(dict(enumerate(cone)), _exact(phi))
    rays = extreme_rays(cone)
    for ray in rays:
        assert all(dot(row, ray) >= 0 for row in cone), f"{ray} is not in the cone of {rows}"
    above = [ray for ray in rays if dot(_exact(phi), ray) > 0]
    if found is None:
        assert above, f"{phi} on {rows}: neither multipliers nor a ray"
        return
    total = [sum(y * cone[i][k] for i, y in found.items()) for k in range(3)]
    assert min(found.values(), default=sp.Integer(1)) > 0
    assert [-t for t in total] == list(phi), f"{found} give {total}, not -{phi}"
    assert not above


@settings(max_examples=40, deadline=None)
@given(_positive, _positive)
def test_rays_of_the_orthant(weights: tuple[int, ...], shift: tuple[int, ...]) -> None:
    """Rows e_i and one that follows from them: the rays are the axes."""
    cone = [_exact(row) for row in ((1, 0, 0), (0, 1, 0), (0, 0, 1), weights)]
    assert extreme_rays(cone) == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]
    phi = tuple(-Fraction(w + s) for w, s in zip(weights, shift, strict=True))
    assert multipliers(dict(enumerate(cone)), tuple(map(sp.Rational, phi))) is not None
