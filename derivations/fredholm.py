"""Why the determinant of the closure conditions is the Fredholm determinant of T."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.folding import Half, folded, half_circle_system
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import free_solution

__all__ = ["closure_determinant"]

_U, _V = sp.symbols("u v", real=True)
_START, _TURNED, _EXACT = sp.symbols("y_0 E_pi I_0", real=True)


@lru_cache
def closure_determinant(kernel: Kernel = first_layer_bias) -> Derivation:
    """``det(closure)(nu) = det(C_0) det(I - nu T)`` with C_0 independent of nu.

    y_0 stands for y_s(0), E_pi for e^{M pi}, I_0 for ``integral_0^pi e^{M (pi - z)} K(0) h_s dz``: the
    definition of y_s says y_0 = s I_0.

    >>> closure_determinant().require()
    """
    halves = [half for half in half_circle_system(kernel).halves if half.order]
    return Derivation(
        "fredholm.closure",
        f"The closure determinant is det(I - nu T), kernel {kernel.name}",
        (
            *(_symmetry(kernel, half) for half in halves),
            *(_finite_rank(kernel, half) for half in halves),
            *(_closed(half) for half in halves),
            *(_invertible(half) for half in halves),
            Step(
                sp.Symbol("D"),
                sp.Symbol("det"),
                "cited: determinants of trace-class operators",
                "By the first lines T folded is the Volterra operator e(x - z) - e(z - x), z < x, "
                "smooth and 0 on the diagonal, so trace class and quasi-nilpotent, of determinant 1, "
                "plus the finite-rank one that y_0 = s I_0 states; by the last the closure rows are "
                "C_0 (y_0 - s I_0), so their determinant in y_0 is det(C_0) det(I - nu T).",
            ),
        ),
    )


def _symmetry(kernel: Kernel, half: Half) -> Step:
    profile = folded(kernel.profile, half.sign)
    return Step(
        profile.expression(sp.pi - _U),
        half.sign * profile.expression(_U),
        "folding",
        "k_s(pi - t) = s k_s(t): F_s(x) = nu integral_0^pi k_s(abs(x - z)) h_s(z) dz.",
    )


def _finite_rank(kernel: Kernel, half: Half) -> Step:
    """``k_s(u + v) = (first row of e^{M u}) K(v)``: the kernel k_s(z - x) has finite rank."""
    profile = folded(kernel.profile, half.sign)
    derivatives = [profile]
    while len(derivatives) < half.order:
        derivatives.append(derivatives[-1].derivative())
    state = sp.Matrix([f.expression(_V) for f in derivatives])
    return Step(
        profile.expression(_U + _V),
        (_flow(half, _U)[0, :] * state)[0, 0],
        "addition theorem",
        f"k_s(u + v) = e_1 e^(M u) K(v), s = {half.sign}: a kernel of rank {half.order}.",
    )


def _flow(half: Half, at: Any) -> sp.Matrix:
    """``e^{M x}`` from the Wronskian of the solutions of L(D) F = 0."""
    solution = free_solution(half)
    x = sp.Dummy("x", real=True)
    functions = [
        x**n * (sp.sin(w * x) / w if odd else sp.cos(w * x)) for n, w, odd in solution.terms
    ]
    wronskian = sp.Matrix(
        half.order, half.order, lambda j, k: sp.diff(functions[k], x, j).subs(x, at)
    )
    return (wronskian * solution.coefficients).applyfunc(sp.expand)


def _closed(half: Half) -> Step:
    """y(pi) = E y_0 + I_0 - s E I_0, because K(pi) = E K(0)."""
    s = half.sign
    end = _TURNED * _START + _EXACT - s * _TURNED * _EXACT
    return Step(
        sp.expand(_START - s * end),
        sp.expand((1 - s * _TURNED) * (_START - s * _EXACT)),
        "variation of constants",
        f"N (y(0) - s y(pi)) = N (1 - s e^(M pi)) (y_0 - s I_0), s = {s}.",
    )


def _invertible(half: Half) -> Step:
    """``det(C_0)`` for C_0 = [N (1 - s E); R]: N E = e^{G pi} N with the regular roots i w of L."""
    turned = sp.eye(half.order) - half.sign * _flow(half, sp.pi)
    rows = sp.Matrix.vstack(half.closure * turned, half.resonance)
    split = sp.Matrix.vstack(half.closure, half.resonance).det()
    factors = (
        (1 - half.sign * sp.exp(sp.pi * root)) ** order for root, order in _regular(half).items()
    )
    return Step(
        rows.det(),
        sp.expand(split * sp.Mul(*factors)),
        "determinant",
        f"det(C_0), s = {half.sign}: no factor vanishes, for e^(i w pi) = s only at resonant roots.",
    )


def _regular(half: Half) -> dict[Any, int]:
    """The roots of L that are not resonant."""
    roots = sp.roots(half.matrix.charpoly())
    resonant = sp.roots(half.generator.charpoly()) if half.gain.rows else {}
    return {root: n - resonant.get(root, 0) for root, n in roots.items()}
