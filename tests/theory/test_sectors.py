"""Rotation symmetry and arcs."""

from dataclasses import FrozenInstanceError

import pytest
import sympy as sp

from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import first_layer
from freqbias.theory.sectors import WHOLE, Sector, arcs, closure, rotation_order, sectors


def _repeated(order: int, weights: str = "1, 4") -> PiecewiseConstant:
    """Two pieces of unequal length, ``order`` times around the circle."""
    breaks = [sp.Rational(2 * i, order) - 1 + shift for i in range(order)
              for shift in (0, sp.Rational(2, 3 * order))]  # fmt: skip
    return PiecewiseConstant.from_text(
        ", ".join(map(str, [*breaks, 1])), ", ".join([weights] * order)
    )


@pytest.mark.parametrize("order", range(1, 9))
def test_rotation_order(order: int) -> None:
    density = _repeated(order)
    assert rotation_order(density) == order
    assert rotation_order(density.rotated(sp.Rational(1, 7))) == order


def test_equal_neighbours_do_not_count() -> None:
    assert rotation_order(PiecewiseConstant.from_text("-1, -1/2, 0, 1/2, 1", "4, 1, 1, 4")) == 1
    assert rotation_order(uniform()) == 1


@pytest.mark.parametrize("order", range(1, 9))
def test_sectors_and_their_multiplicities_exhaust_the_characters(order: int) -> None:
    assert sum(sector.multiplicity for sector in sectors(order)) == order
    for sector in sectors(order):
        for sign in sector.signs:
            turned = sector.phase(sign) * sector.repeats % 2
            assert turned == (0 if sign == 1 else 1), "omega^N must be s"


@pytest.mark.parametrize("order", range(1, 9))
def test_arcs_cover_one_period(order: int) -> None:
    density = _repeated(order)
    for sector in sectors(order):
        found = arcs(density, sector)
        assert sum(arc.length for arc in found) == sp.pi / sector.repeats
        assert sum(2 * arc.length * arc.sigma for arc in found) * sector.repeats == 1


def test_arcs_of_the_refinement() -> None:
    assert len(arcs(uniform())) == 1
    density = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    found = arcs(density)
    assert sum(arc.length for arc in found) == sp.pi
    assert sum(2 * arc.length * arc.sigma for arc in found) == 1
    periodic = PiecewiseConstant.from_text("-1, -1/2, 0, 1/2, 1", "4, 1, 4, 1")
    assert all(arc.delta == 0 for arc in arcs(periodic))


def test_character_of_the_shift() -> None:
    assert Sector(3, 1).phase(1) == sp.Rational(4, 3)
    assert Sector(6, 2).signs == (1,)


def test_the_whole_is_no_symmetry() -> None:
    assert Sector() == WHOLE == Sector(1, 0)
    assert (WHOLE.repeats, WHOLE.multiplicity, WHOLE.signs) == (1, 1, (1, -1))


def test_what_sectors_are_made_of_cannot_be_changed() -> None:
    closed = closure(half_circle_system(first_layer))
    for thing, name in ((WHOLE, "order"), (arcs(uniform())[0], "length"), (closed, "end")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)
