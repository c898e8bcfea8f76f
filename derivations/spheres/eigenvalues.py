"""The eigenvalues of the two-layer kernels on S^(d-1), step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.fourier import FREQUENCY
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.spheres.activations import (
    binomial_derivative,
    closed_form,
    normalisation,
    resonant,
    rodrigues,
)
from freqbias.theory.spheres.funk_hecke import (
    HarmonicEigenvalues,
    components,
    harmonic_eigenvalues,
)
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, laplacian

__all__ = ["DEGREE_NOTATION", "DIMENSION_NOTATION", "REGULAR", "eigenvalues"]

REGULAR = (DIMENSION >= 2, DEGREE >= 2)
_COEFFICIENTS = sp.symbols("a_0 a_1", positive=True)
_DERIVATIVES = sp.symbols("D_0 D_1", positive=True)
_PARTS = sp.symbols("mu_k0 mu_u mu_k1", positive=True)
_KIND = (r"$1_{t > 0}$, $k$ odd", r"$\max(t, 0)$, $k \ge 2$ even")
DEGREE_NOTATION = Notation(DEGREE, "k", "degree of a spherical harmonic")
DIMENSION_NOTATION = Notation(
    DIMENSION, "d", r"dimension of the space around the sphere $S^{d-1}$, $d \ge 2$"
)
_SYMBOLS = (
    ANGLE,
    DEGREE_NOTATION,
    DIMENSION_NOTATION,
    *(
        Notation(symbol, rf"\left|a_k^{{({p})}}\right|", f"coefficient of the activation {kind}")
        for p, (symbol, kind) in enumerate(zip(_COEFFICIENTS, _KIND, strict=True))
    ),
    *(
        Notation(
            symbol,
            rf"D_k^{{({p})}}",
            rf"the derivative of order $k - {p + 1}$ of $(1 - t^2)^{{k + (d-3)/2}}$ at $t = 0$, "
            "without its sign",
        )
        for p, symbol in enumerate(_DERIVATIVES)
    ),
    *(
        Notation(symbol, rf"\mu_k[{latex}]", rf"eigenvalue of ${latex}$ on harmonics of degree $k$")
        for symbol, latex in zip(_PARTS, ("k_0", r"\cos\theta\, k_0", "k_1"), strict=True)
    ),
)


@lru_cache
def eigenvalues(kernel: Kernel = first_layer_bias) -> Derivation:
    """mu_k on S^(d-1) for symbolic k and d, with respect to the probability measure.

    :param kernel: one of the two-layer family.
    :raises InputError: for any other kernel.

    >>> eigenvalues().require()
    """
    mu = harmonic_eigenvalues(kernel)
    return Derivation(
        f"spheres.{kernel.name}",
        f"The eigenvalues of the {spoken(kernel)} on spheres",
        (
            *(step for p in (0, 1) for step in _activation(p)),
            *_low_degrees(),
            *_squares(),
            *_height(),
            _decomposed(kernel, mu),
            *_collected(mu),
            *_on_the_circle(kernel, mu),
        ),
        _SYMBOLS,
    )


def _activation(p: int) -> Iterator[Step]:
    """From Funk-Hecke and Rodrigues to the closed form of ``|a_k|``."""
    half = (DEGREE - p) / 2
    doubled = product(
        2 ** (DEGREE - p - 1) / sp.sqrt(sp.pi), sp.gamma(half), sp.gamma(half + sp.S.Half)
    )
    derivative = binomial_derivative(DEGREE - p - 1, DEGREE + (DIMENSION - 3) / 2)
    yield Step(
        _COEFFICIENTS[p],
        product(normalisation(), rodrigues(), _DERIVATIVES[p]),
        "cited: Funk-Hecke formula",
        rf"The coefficient of {_KIND[p]}: the integral against $P_k(t) (1 - t^2)^{{(d-3)/2}}$, "
        r"by Rodrigues' formula a derivative of order $k$.  Integration by parts leaves one at "
        r"$t = 0$; at $t = 1$ all of lower order vanish.  For the other parity it is an odd derivative "
        "of an even function, so $0$.",
    )
    yield Step(
        _DERIVATIVES[p], derivative, "cited: binomial series", rf"Its coefficient, for {_KIND[p]}."
    )
    yield Step(
        sp.gamma(DEGREE - p),
        doubled,
        "cited: Legendre's duplication formula",
        "For the factorial in it.",
    )
    yield Step(
        product(normalisation(), rodrigues(), derivative / sp.gamma(DEGREE - p), doubled),
        closed_form(p),
        "functional equation of Gamma",
        rf"$|a_k^{{({p})}}|$ for {_KIND[p]}.",
        REGULAR,
    )


def _low_degrees() -> Iterator[Step]:
    yield Step(
        product(normalisation(), 1 / (DIMENSION - 1)),
        -closed_form(1).subs(DEGREE, 0),
        "functional equation of Gamma",
        r"The formula for $\max(t, 0)$ holds at $k = 0$ too, but for its sign: the integral of "
        r"$t (1 - t^2)^{(d-3)/2}$ over $[0, 1]$ is $1/(d-1)$.  Half of $1$ and of $t$ "
        r"count at $k = 0$ and $k = 1$: there the "
        r"coefficients of $1_{t > 0}$ and $\max(t, 0)$ are $1/2$ and, as $t^2$ has the mean $1/d$, "
        r"$1/(2 d)$.",
        (DIMENSION >= 2,),
    )


def _squares() -> Iterator[Step]:
    law = (
        r"For $w$ uniform on the sphere $P_k(w \cdot x)$ and $P_l(w \cdot z)$ have the mean product "
        r"$P_k(x \cdot z)/N(d, k)$ if $k = l$, else $0$: the coefficients are squared."
    )
    yield Step(
        _PARTS[0],
        product(2, _COEFFICIENTS[0] ** 2),
        "cited: Funk-Hecke formula",
        r"$k_0 = 2 \operatorname{E}[1_{u > 0} 1_{v > 0}]$.  " + law,
    )
    yield Step(
        _PARTS[2],
        product(2, DIMENSION, _COEFFICIENTS[1] ** 2),
        "cited: Funk-Hecke formula",
        r"$k_1 = 2 \operatorname{E}[\max(u, 0) \max(v, 0)]$; a Gaussian weight is a uniform "
        r"one times a length of mean square $d$.",
    )


def _height() -> Iterator[Step]:
    """``(1 - Laplacian) k1 = d u k0``."""
    _, height, k1 = components()
    slope = sp.Derivative(k1, THETA)
    cotangent = sp.cos(THETA) / sp.sin(THETA)
    yield Step(
        total(
            k1,
            product(-1, sp.Derivative(k1, (THETA, 2))),
            product(-1, DIMENSION - 2, cotangent, slope),
        ),
        product(DIMENSION, height),
        "differentiation",
        r"$(1 - \Delta) k_1 = d \cos\theta\, k_0$ for functions of the angle to a pole.",
    )
    for pole in (sp.S.Zero, sp.pi):
        yield Step(
            sp.Subs(slope, THETA, pole),
            sp.S.Zero,
            "differentiation",
            rf"$k_1$ is smooth but for second derivatives at $\theta = {sp.latex(pole)}$.",
        )
    yield Step(
        _PARTS[1],
        product((1 + laplacian()) / DIMENSION, _PARTS[2]),
        "cited: Green's identity",
        r"$\Delta$ passes to the harmonic, which is an eigenfunction: $-\Delta Y = k (k+d-2) Y$.",
    )


def _decomposed(kernel: Kernel, mu: HarmonicEigenvalues) -> Step:
    weights = (mu.step, mu.height, mu.relu)
    terms = (product(w, part) for w, part in zip(weights, components(), strict=True) if w != 0)
    return Step(
        kernel.expression,
        total(*terms),
        "decomposition",
        r"The kernel in terms of $k_0$, $\cos\theta\, k_0$ and $k_1$.",
    )


def _collected(mu: HarmonicEigenvalues) -> Iterator[Step]:
    coefficient = mu.height * (1 + laplacian()) / DIMENSION + mu.relu
    yield Step(
        product(coefficient, 2 * DIMENSION, closed_form(1) ** 2),
        mu.even,
        "substitution",
        r"$\mu_k$ for even $k \ge 2$" + ("." if 0 in mu.exceptional else r", and for $k = 0$."),
        REGULAR,
    )
    if mu.odd != 0:
        yield Step(
            product(mu.step, 2, closed_form(0) ** 2),
            mu.odd,
            "substitution",
            r"$\mu_k$ for odd $k \ge 3$; without $k_0$ it would be $0$.",
            REGULAR,
        )
    for k, value in sorted(mu.exceptional.items()):
        own = (mu.step, coefficient.subs(DEGREE, 1) * DIMENSION)[k]
        yield Step(
            total(mu.parity(k).subs(DEGREE, k), product(own, 2, resonant(k) ** 2)),
            value,
            "substitution",
            rf"$\mu_{k}$, where half of the polynomial counts too.",
            (DIMENSION >= 2,),
        )


def _on_the_circle(kernel: Kernel, mu: HarmonicEigenvalues) -> Iterator[Step]:
    khat = kernel.fourier()
    for formula, known in ((mu.even, khat.even), (mu.odd, khat.odd)):
        if formula != 0:
            yield Step(
                formula.subs(DIMENSION, 2),
                known.subs(FREQUENCY, DEGREE) / (2 * sp.pi),
                "functional equation of Gamma",
                r"For $d = 2$ it is $\hat k_k/(2\pi)$, as found from the Fourier integral.",
                (DEGREE >= 2,),
            )
