"""Why the determinant of the closure conditions is the Fredholm determinant of T."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import real, reciprocal, spoken
from freqbias.derivations.unevaluated import product
from freqbias.theory.characteristic import MatrixExponential, characteristic_matrix
from freqbias.theory.folding import Half, folded, half_circle_system
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import NU, free_solution
from freqbias.theory.sectors import Arc

__all__ = ["closure_determinant"]

_T, _U, _V = sp.symbols("t u v", real=True)
_START = real("y_0", "y(0)", r"state of a half at 0, $y(0) = \int_0^\pi K(t) h(-t)\,dt$")
_TURNED = real("E_pi", r"e^{M\pi}", r"with the companion matrix $M$ of $L$: $K(t) = e^{M t} K(0)$")
_EXACT = real("I_0", "g", r"$\int_0^\pi e^{M (\pi - z)} K(0) h(z)\,dz$")
_SHOOTING = real(
    "det S",
    r"\operatorname{det} S(\nu)",
    r"determinant of the matrix $S(\nu)$ that takes $y(0)$ to $y(0) - s g$ in both halves",
)
_CONSTANT = real(
    "det C_0",
    r"\operatorname{det} C_0",
    r"determinant of the closure rows of both halves at $\nu = 0$",
)
_VOLTERRA = real(
    "det(I - nu V)",
    r"\operatorname{det}(I - \nu V)",
    r"Fredholm determinant of $V$, the Volterra operator with the kernel $k_s(x - z) - k_s(z - x)$ for "
    r"$z < x$ that $T$ folded is but for finite rank",
)
_FREDHOLM = real("det(I - nu T)", r"\operatorname{det}(I - \nu T)", "Fredholm determinant of $T$")

_SYMBOLS = (
    *(Notation(symbol, symbol.name, "a real number") for symbol in (_T, _U, _V)),
    _START,
    _TURNED,
    _EXACT,
    reciprocal(NU),
    _SHOOTING,
    _VOLTERRA,
    _FREDHOLM,
    _CONSTANT,
)


@lru_cache
def closure_determinant(kernel: Kernel = first_layer_bias) -> Derivation:
    """``det C(nu) = det(C_0) det(I - nu T)`` with C_0 = C(0) invertible.

    y_0 stands for y_s(0), E_pi for e^{M pi}, I_0 for ``integral_0^pi e^{M (pi - z)} K(0) h_s dz``: the
    definition of y_s says y_0 = s I_0.

    >>> closure_determinant().require()
    """
    halves = [half for half in half_circle_system(kernel).halves if half.order]
    return Derivation(
        "fredholm.closure",
        rf"The closure determinant is ${_CONSTANT.latex}$ times ${_FREDHOLM.latex}$, {spoken(kernel)}",
        (
            *(_symmetry(kernel, half) for half in halves),
            *(_finite_rank(kernel, half) for half in halves),
            *(_closed(half) for half in halves),
            *(_resonance(half) for half in halves if half.gain.rows),
            *(_invertible(half) for half in halves),
            _at_zero(kernel, halves),
            *_determinants(),
        ),
        _SYMBOLS,
    )


def _determinants() -> Iterator[Step]:
    """``det C = det(C_0) det S``, ``det(I - nu T) = det(I - nu V) det S`` and ``det(I - nu V) = 1``."""
    shooting, volterra, fredholm, constant = (
        n.symbol for n in (_SHOOTING, _VOLTERRA, _FREDHOLM, _CONSTANT)
    )
    theorem = "cited: determinants of trace-class operators"
    yield Step(
        fredholm,
        volterra * shooting,
        theorem,
        r"For trace class $V$, $A B$ of finite rank and invertible $I - \nu V$, $\operatorname{det}(I "
        r"- \nu V - \nu A B) = \operatorname{det}(I - \nu V) \operatorname{det}(I - \nu B (I - \nu "
        r"V)^{-1} A)$.  Here $T$ folded is $V + A B$, where $A$ takes a state $y$ to the first "
        r"component of $e^{M x} y$ and $B f = s g$; $\nu (I - \nu V)^{-1} A y(0)$ solves the system "
        r"from $y(0)$, so the last matrix is $S$.",
    )
    yield Step(
        volterra,
        sp.Integer(1),
        theorem,
        r"For a quasi-nilpotent operator of trace class, by Lidskii.  $V$ is quasi-nilpotent as a "
        r"Volterra operator; as its kernel is smooth and 0 on the diagonal, $V$ is an integration "
        r"after an integral operator with bounded kernel, so of trace class.",
    )
    yield Step(
        sp.Subs(constant * fredholm / volterra, volterra, 1),
        constant * fredholm,
        "substitution",
        r"By the lines before, the closure rows $C(\nu) y(0)$ are $C_0 (y(0) - s g) = C_0 S(\nu) "
        r"y(0)$.  So $\operatorname{det} C(\nu) = \operatorname{det} C_0 \operatorname{det} S(\nu)$ is "
        r"this, with $\operatorname{det} C_0 \neq 0$ by the determinants of both halves.",
    )


def _symmetry(kernel: Kernel, half: Half) -> Step:
    profile = folded(kernel.profile, half.sign)
    return Step(
        sp.Subs(profile.expression(_T), _T, sp.pi - _U),
        half.sign * profile.expression(_U),
        "folding",
        rf"$k_s(\pi - u) = s k_s(u)$ for $s = {half.sign}$.  As $h(x - \pi) = s h(x)$, this makes "
        r"$F(x) = \nu \int_0^\pi k_s(t) h(x - t)\,dt$ the integral $\nu \int_0^\pi k_s(|x - z|) "
        r"h(z)\,dz$.",
    )


def _finite_rank(kernel: Kernel, half: Half) -> Step:
    """``k_s(u + v) = (first row of e^{M u}) K(v)``: the kernel k_s(z - x) has finite rank."""
    profile = folded(kernel.profile, half.sign)
    derivatives = [profile]
    while len(derivatives) < half.order:
        derivatives.append(derivatives[-1].derivative())
    state = [f.expression(_V) for f in derivatives]
    return Step(
        profile.expression(_U + _V),
        sp.Add(*(f * k for f, k in zip(_flow(half, _U)[0, :], state, strict=True))),
        "addition theorem",
        rf"$k_s(u + v)$ is the first row of $e^{{M u}}$ times $K(v)$, $s = {half.sign}$: a kernel of "
        rf"rank {half.order}.",
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
    """y(pi) = E y_0 + I_0 - s E I_0; E is on the left throughout, so its symbol may commute."""
    s, (start, turned, exact) = half.sign, (n.symbol for n in (_START, _TURNED, _EXACT))
    end = turned * start + exact - s * turned * exact
    return Step(
        start + product(-s, end),
        product(1 - s * turned, start - s * exact),
        "variation of constants",
        rf"$y(0) - s y(\pi)$ for $s = {s}$: $y' = M y + (K(0) - s K(\pi)) h$ has $y(\pi) = e^{{M\pi}} "
        r"y(0) + g - s e^{M\pi} g$, for $K(\pi) = e^{M\pi} K(0)$.  By definition $y(0) = s g$.",
    )


def _resonance(half: Half) -> Step:
    return Step(
        sp.MatMul(*map(sp.ImmutableMatrix, (half.resonance, half.matrix)), evaluate=False),
        sp.MatMul(*map(sp.ImmutableMatrix, (half.generator, half.resonance)), evaluate=False),
        "intertwining",
        rf"$R M = G R$ for $s = {half.sign}$, so that $a' = G a + R K(0) h$ with $a(0) = 0$ ends at "
        r"$a(\pi) = R g$: the closure rows $R y(0) - s a(\pi)$ are $R (y(0) - s g)$.",
    )


def _constant(half: Half) -> sp.Matrix:
    """C_0 of one half: the rows ``N (1 - s e^{M pi})`` and R."""
    turned = sp.eye(half.order) - half.sign * _flow(half, sp.pi)
    return sp.Matrix.vstack(half.closure * turned, half.resonance)


def _invertible(half: Half) -> Step:
    """``det(C_0)`` for C_0 = [N (1 - s E); R]: N E = e^{G pi} N with the regular roots i w of L."""
    split = sp.Matrix.vstack(half.closure, half.resonance).det()
    factors = (
        (1 - half.sign * sp.exp(sp.pi * root)) ** order for root, order in _regular(half).items()
    )
    return Step(
        sp.Determinant(sp.ImmutableMatrix(_constant(half))),
        sp.expand(split * sp.Mul(*factors)),
        "determinant",
        rf"$C_0$ for $s = {half.sign}$ has the rows $N (1 - s e^{{M\pi}})$ and $R$, where $N y = 0$ "
        r"for the solutions of $L(D) F = 0$ of resonant frequency, $e^{i w \pi} = s$, and $R y = 0$ "
        r"for the others.  Its determinant is that of the rows $N$ and $R$ times $1 - s e^{i w \pi}$ "
        r"for every root $i w$ of $L$ that is not resonant, so not 0.",
    )


def _regular(half: Half) -> dict[Any, int]:
    """The roots of L that are not resonant."""
    roots = sp.roots(half.matrix.charpoly())
    resonant = sp.roots(half.generator.charpoly()) if half.gain.rows else {}
    return {root: n - resonant.get(root, 0) for root, n in roots.items()}


def _at_zero(kernel: Kernel, halves: list[Half]) -> Step:
    matrix = characteristic_matrix(kernel, [Arc(sp.pi, 0, 0)], sp.Integer(0))
    exponentials = {e: e.evaluated() for e in matrix.atoms(MatrixExponential)}
    return Step(
        sp.Determinant(matrix.xreplace(exponentials).doit(integrals=False)),
        product(*(_constant(half).det() for half in halves)),
        "characteristic matrix",
        r"$C(\nu)$ takes $y(0)$ to the closure rows, through the propagators of the arcs on which the "
        r"density is constant; at $\nu = 0$ no density matters, and it is $C_0$ of both halves.",
    )
