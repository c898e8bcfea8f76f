"""Orders of growth: whether one monomial is O(another) for all admissible parameters, exactly.

Parameters are positive; a :class:`Regime` says which monomials in them are bounded below by a positive
constant.  With x the logarithms of the parameters such a condition is ``g.x >= const``, and
``left = O(right)`` says that ``phi.x``, the logarithm of ``left/right``, is bounded above on the
polyhedron.  By Farkas' lemma it is iff ``phi = -sum_i y_i g_i`` with rational ``y_i >= 0``; otherwise
an extreme ray of the cone ``g.x >= 0`` has ``phi.x > 0``, and the ratio grows along it like a power.

A logarithm such as ``log(m)`` is a symbol of its own, known only through ``log(m) >= 1`` and
``log(m) <= m^s/(s e)`` for every s > 0.  So a bound may give away a power ``m^-p``, p > 0, for any
power of ``log(m)``; and where the power of a ray is exactly 0, the powers of logarithms decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy as sp

from freqbias.theory.cones import Vector, added, dot, extreme_rays, multipliers, scaled
from freqbias.theory.errors import InputError, shown

__all__ = ["LOG_M", "WIDTH", "Bounded", "Growing", "Regime", "compare_orders"]

WIDTH = sp.Symbol("m", positive=True)
LOG_M = sp.Symbol("log(m)", positive=True)


@dataclass(frozen=True)
class Regime:
    """Admissible parameters, up to constant factors.

    :param at_least: monomials that are bounded below by a positive constant.
    :param definitions: parameters that are monomials in others, up to constant factors.
    :param logarithms: symbols for logarithms, with what they are the logarithm of; 1 + that if it
        can be 0.  That a logarithm is bounded below must be among ``at_least``.

    >>> n = sp.Symbol("n", positive=True)
    >>> compare_orders(n**3, WIDTH, Regime("wide", (n, WIDTH / n**4, LOG_M)))
    Bounded(multipliers={n: 1, m/n**4: 1}, slack={}, residual={})
    """

    name: str
    at_least: tuple[Any, ...]
    definitions: Mapping[Any, Any] = field(default_factory=dict)
    logarithms: Mapping[Any, Any] = field(default_factory=lambda: {LOG_M: WIDTH})

    @cached_property
    def symbols(self) -> tuple[Any, ...]:
        """The free parameters and the symbols of logarithms, in a fixed order."""
        found = {
            s for e in (*self.at_least, *self.logarithms) for s in self.reduced(e).free_symbols
        }
        return tuple(sorted(found, key=str))

    def reduced(self, monomial: Any) -> Any:
        """The monomial in the free parameters."""
        for _ in self.definitions:
            monomial = sp.sympify(monomial, strict=True).subs(dict(self.definitions))
        return monomial

    def exponents(self, monomial: Any) -> Vector:
        """Exponents of a monomial, in the order of :attr:`symbols`.

        :raises InputError: if it is not a monomial in the parameters with rational exponents.
        """
        powers = sp.powdenest(self.reduced(monomial)).as_powers_dict()
        constants = {b for b, e in powers.items() if b.is_positive and (b**e).is_number}
        if any(
            base not in self.symbols or not e.is_Rational
            for base, e in powers.items()
            if base not in constants
        ):
            raise InputError(
                f"{shown(monomial)} is not a monomial in the parameters of {self.name}"
            )
        return tuple(sp.Rational(powers.get(symbol, 0)) for symbol in self.symbols)

    @cached_property
    def rows(self) -> tuple[Vector, ...]:
        """The exponents of ``at_least``."""
        return tuple(self.exponents(monomial) for monomial in self.at_least)

    def without(self, symbols: Sequence[Any]) -> tuple[int, ...]:
        """The positions of the symbols that are not among the given ones."""
        return tuple(i for i, symbol in enumerate(self.symbols) if symbol not in symbols)


@dataclass(frozen=True)
class Bounded:
    """``left/right = prod g^-y * prod base^-p * prod log(base)^c`` with y >= 0, and p > 0 where c > 0.

    :param multipliers: y by condition g of the regime.
    :param slack: p by base.
    :param residual: c by the symbol of the logarithm.
    """

    multipliers: Mapping[Any, Any]
    slack: Mapping[Any, Any]
    residual: Mapping[Any, Any]

    def constant(self, regime: Regime) -> Any:
        """A bound of left/right if every condition holds with constant 1: ``prod (c/(p e))^c``."""
        bounds = (
            (c / (self.slack[regime.logarithms[symbol]] * sp.E)) ** c
            for symbol, c in self.residual.items()
            if c > 0
        )
        return sp.Mul(*bounds)


@dataclass(frozen=True)
class Growing:
    """``left/right`` grows like ``s^power * log(s)^log_power`` along a family, s -> infinity.

    :param family: exponents of s by symbol; ``logs``: exponents of log(s).
    """

    family: Mapping[Any, Any]
    logs: Mapping[Any, Any]
    power: Any
    log_power: Any


def compare_orders(left: Any, right: Any, regime: Regime) -> Bounded | Growing | None:
    """Whether ``left = O(right)`` in the regime, with the proof; None where it is not decided.

    :raises InputError: if a side is not a monomial, or the regime is not one that can be decided.

    >>> n, d = sp.symbols("n d", positive=True)
    >>> compare_orders(n**2, WIDTH, Regime("narrow", (n, WIDTH / n, LOG_M))).power
    1
    """
    _require(regime)
    phi = regime.exponents(sp.sympify(left, strict=True) / right)
    everywhere = tuple(range(len(phi)))
    rays = _rays(regime, regime.without(list(regime.logarithms)))
    if not rays:
        raise InputError(f"the conditions of {regime.name} bound no parameter on any side")
    steepest = max(rays, key=lambda ray: (dot(phi, ray), -sum(map(abs, ray))))
    if dot(phi, steepest) > 0:
        return _growing(regime, phi, steepest, _lift(regime, phi, steepest))
    found = _farkas(regime, phi, everywhere)
    if found is not None:
        return Bounded(found, {}, {})
    for symbol in regime.logarithms:
        bounded = _with_slack(regime, phi, symbol)
        if bounded is not None:
            return bounded
    return _logarithmic(regime, phi, rays)


def _require(regime: Regime) -> None:
    """Parameters are positive, and what is said to be a logarithm is bounded below."""
    if not regime.symbols:
        raise InputError(f"{regime.name} has no parameters")
    for symbol in regime.symbols:
        if not symbol.is_positive:
            raise InputError(f"the parameter {symbol} of {regime.name} is not assumed positive")
    for symbol in regime.logarithms:
        if symbol not in regime.at_least:
            raise InputError(f"{regime.name} does not say that {symbol} is bounded below")


def _with_slack(regime: Regime, phi: Vector, symbol: Any) -> Bounded | None:
    """Give away ``base^-p`` for any power of the logarithm of the base."""
    kept = regime.without([symbol])
    base = regime.exponents(regime.logarithms[symbol])
    rays = [ray for ray in _rays(regime, kept) if dot(base, ray) > 0]
    p = min((-dot(phi, ray) / dot(base, ray) for ray in rays), default=sp.Integer(0))
    if p <= 0:
        return None
    found = _farkas(regime, tuple(f + p * b for f, b in zip(phi, base, strict=True)), kept)
    if found is None:
        return None
    at = regime.symbols.index(symbol)
    c = phi[at] + sum(y * regime.exponents(g)[at] for g, y in found.items())
    return Bounded(found, {regime.logarithms[symbol]: p}, {symbol: c})


def _logarithmic(regime: Regime, phi: Vector, rays: Sequence[Vector]) -> Growing | None:
    """A ray along which the power of s is 0 and that of log(s) is positive."""
    for ray in rays:
        if dot(phi, ray) == 0:
            lift = _lift(regime, phi, ray)
            if dot(phi, lift) > 0:
                return _growing(regime, phi, ray, lift)
    return None


def _lift(regime: Regime, phi: Vector, ray: Vector) -> Vector:
    """Powers of log(s) that make up for the logarithms of what grows along the ray, best for phi."""
    at = {symbol: regime.symbols.index(symbol) for symbol in regime.logarithms}
    full = _rays(regime, regime.without([]))
    lift: Vector = (sp.Integer(0),) * len(phi)
    for symbol, base in regime.logarithms.items():
        if dot(regime.exponents(base), ray) > 0:
            alone = [
                r for r in full if [r[i] > 0 for i in at.values()] == [s == symbol for s in at]
            ]
            lifts = [scaled(r, 1 / r[at[symbol]]) for r in alone]
            lift = added(lift, max(lifts, key=lambda candidate: dot(phi, candidate)))
    return lift


def _growing(regime: Regime, phi: Vector, ray: Vector, shift: Vector) -> Growing:
    def named(vector: Vector) -> dict[Any, Any]:
        return {s: e for s, e in zip(regime.symbols, vector, strict=True) if e != 0}

    return Growing(named(ray), named(shift), dot(phi, ray), dot(phi, shift))


def _rays(regime: Regime, kept: tuple[int, ...]) -> list[Vector]:
    """Extreme rays in the kept coordinates, 0 in the others."""
    found = extreme_rays([tuple(row[i] for i in kept) for row in regime.rows])
    spread = (dict(zip(kept, ray, strict=True)) for ray in found)
    return [tuple(ray.get(i, sp.Integer(0)) for i in range(len(regime.symbols))) for ray in spread]


def _farkas(regime: Regime, phi: Vector, kept: tuple[int, ...]) -> dict[Any, Any] | None:
    rows = dict(zip(regime.at_least, regime.rows, strict=True))
    return multipliers(
        {g: tuple(r[i] for i in kept) for g, r in rows.items()}, tuple(phi[i] for i in kept)
    )
