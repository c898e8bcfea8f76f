"""Why eigenfunctions that are one wave on each region mean the uniform density, step by step."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import real

__all__ = ["no_regional_waves"]

_WAVE = (
    real("a", "a", r"amplitude of $f(x) = a \cos(c \Psi(x) + b)$ on a region"),
    real("b", "b", "phase on a region"),
    real("c", "c", "frequency of the eigenfunction, the same on every region"),
    real("Psi_0", r"\Psi_0", r"$\Psi(x) - r x$ on a region"),
    real("r", "r", r"$\Psi'$, a positive constant on a region"),
    real("x_0", "x_0", "left end of a region"),
    real("x_1", "x_1", "right end of a region"),
    real("x", "x", "angle on the circle"),
)
_IMAGE = (
    real("|r^2/p|^2", r"\|r^2/p\|_p^2", r"$\int (r^2/p)^2 p\,dx$, positive"),
    real(
        "S_0",
        r"\sum_{c_i = 0} \langle r^2/p, f_i \rangle_p^2",
        r"over the constants among an orthonormal basis of eigenfunctions $f_i$ of frequency $c_i$",
    ),
    real(
        "S_1",
        r"\sum_{c_i \neq 0} \langle r^2/p, f_i \rangle_p^2",
        r"over the others; $\langle r^2/p, f \rangle_p = \int (r^2/p)\, f\, p\,dx$",
    ),
    real("(T1)_m", "(T 1)_m", "Fourier coefficient of $T 1$ at frequency $m$"),
    Notation(
        sp.Symbol("khat_m", positive=True),
        r"\hat k_m",
        "Fourier coefficient of the kernel, positive for every integer $m$",
    ),
    real("phat_m", r"\hat p_m", "Fourier coefficient of the density"),
)


def no_regional_waves() -> Derivation:
    """``a cos(c Psi + b)`` with ``Psi' = r``, r > 0 constant on regions: what it says of all f.

    >>> no_regional_waves().require()
    """
    a, b, c, psi, rate, left, right, x = (notation.symbol for notation in _WAVE)
    norm, constants, others, image, khat, phat = (notation.symbol for notation in _IMAGE)
    wave = a * sp.cos(c * (psi + rate * x) + b)
    integral = a * sp.sin(c * (psi + rate * x) + b) / (c * rate)
    slope = sp.diff(wave, x)
    return Derivation(
        "modes.no-waves",
        "If every eigenfunction is one wave on each region, the density is uniform",
        (
            Step(
                sp.Derivative(integral, x),
                wave,
                "differentiation",
                "An antiderivative of $f$ on a region, where $r$ is constant; for $c = 0$ the "
                "eigenfunction is constant.",
            ),
            Step(
                -(c**2) * rate**2 * (integral.subs(x, right) - integral.subs(x, left)),
                slope.subs(x, right) - slope.subs(x, left),
                "fundamental theorem of calculus",
                r"That is $-c^2 \int r^2 f\,dx = f'(x_1) - f'(x_0)$ on a region.  As $k$ is continuous "
                r"and piecewise smooth, $f = T f/\lambda$ has a continuous derivative, so around the "
                r"circle the right sides add up to 0: $c = 0$ or $\int r^2 f\,dx = 0$.",
            ),
            Step(
                norm,
                constants + others,
                "cited: spectral theorem",
                r"For an injective compact self-adjoint operator, as $T$ is in $L^2(p)$ for $p > 0$ "
                r"and $\hat k_m > 0$, the eigenfunctions are complete, so Parseval's equation holds.",
            ),
            Step(
                sp.Subs(constants + others, others, 0),
                constants,
                "substitution",
                r"The norm of $r^2/p$, by the second step, where $\int r^2 f\,dx = \langle r^2/p, f "
                r"\rangle_p$ is 0 for $c \neq 0$.  As it is positive, some $f_i$ has $c_i = 0$: the "
                r"constants are eigenfunctions, and $T 1$ is constant.",
            ),
            Step(
                image,
                khat * phat,
                "cited: convolution theorem",
                r"$T 1$ is the convolution of $k$ with $p$ on the circle.",
            ),
            Step(
                sp.Subs(image / khat, image, 0),
                sp.Integer(0),
                "substitution",
                r"This is $\hat p_m$ for $m \neq 0$, where a constant $T 1$ has no coefficient: so $p$ "
                r"is the uniform density.",
            ),
        ),
        (*_WAVE, *_IMAGE),
    )
