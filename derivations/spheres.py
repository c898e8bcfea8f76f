"""The eigenvalues of the two-layer kernels on spheres, their decay, and S^3, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Printed, Step
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import nonnegative, product, total
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
from freqbias.theory.spheres.decay import BEYOND_START, BEYOND_TWO, ParityDecay, parity_decay
from freqbias.theory.spheres.funk_hecke import (
    HarmonicEigenvalues,
    components,
    harmonic_eigenvalues,
)
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, laplacian, shifted_degree
from freqbias.theory.spheres.local import LAPLACIAN
from freqbias.theory.spheres.three_sphere import zonal_system

__all__ = ["decay", "eigenvalues", "three_sphere"]

_REGULAR = (DIMENSION >= 2, DEGREE >= 2)
_COEFFICIENTS = sp.symbols("a_0 a_1", positive=True)
_DERIVATIVES = sp.symbols("D_0 D_1", positive=True)
_PARTS = sp.symbols("mu_k0 mu_u mu_k1", positive=True)
_SCALED = sp.Symbol("g", positive=True)
_KIND = (r"$1_{t > 0}$, $k$ odd", r"$\max(t, 0)$, $k \ge 2$ even")
_DEGREE = Notation(DEGREE, "k", "degree of a spherical harmonic")
_DIMENSION = Notation(
    DIMENSION, "d", r"dimension of the space around the sphere $S^{d-1}$, $d \ge 2$"
)
_SYMBOLS = (
    ANGLE,
    _DEGREE,
    _DIMENSION,
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
        rf"The coefficient of {_KIND[p]}: the integral against $P_k(t) (1 - t^2)^{{(d-3)/2}}$, which is "
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
        _REGULAR,
    )


def _low_degrees() -> Iterator[Step]:
    yield Step(
        product(normalisation(), 1 / (DIMENSION - 1)),
        -closed_form(1).subs(DEGREE, 0),
        "functional equation of Gamma",
        r"The formula for $\max(t, 0)$ holds at $k = 0$ too, but for its sign: the integral of $t (1 - t^2)^{(d-3)/2}$ over "
        r"$[0, 1]$ is $1/(d-1)$.  Half of $1$ and of $t$ count at $k = 0$ and $k = 1$: there the "
        rf"coefficients of $1_{{t > 0}}$ and $\max(t, 0)$ are $1/2$ and, as $t^2$ has the mean $1/d$, "
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
        r"$k_1 = 2 \operatorname{E}[\max(u, 0) \max(v, 0)]$; a Gaussian weight is a uniform one times a "
        r"length of mean square $d$.",
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
        r"$(1 - \Delta) k_1 = d \cos\theta\, k_0$ with the Laplacian of a function of the angle to a pole.",
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
        _REGULAR,
    )
    if mu.odd != 0:
        yield Step(
            product(mu.step, 2, closed_form(0) ** 2),
            mu.odd,
            "substitution",
            r"$\mu_k$ for odd $k \ge 3$; without $k_0$ it would be $0$.",
            _REGULAR,
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


@lru_cache
def decay(kernel: Kernel = first_layer_bias) -> Derivation:
    """``nu^d mu_k`` decreases to its limit along each parity, so that mu_k is O(k^-d) and not o(k^-d).

    :raises InputError: for a kernel without bias, whose odd eigenvalues vanish.

    >>> decay().require()
    """
    parities = [parity_decay(kernel, parity) for parity in (1, 0)]
    nu = shifted_degree()
    least = product(2, 1 / DIMENSION)
    at = 1 + BEYOND_START
    along = {DEGREE: at, DIMENSION: 2 + BEYOND_TWO}
    return Derivation(
        "spheres.decay",
        f"How the eigenvalues of the {spoken(kernel)} decay on spheres",
        (
            *(step for parity in parities for step in _monotone(parity)),
            Step(
                total(at / nu.subs(along), -least.subs(DIMENSION, 2 + BEYOND_TWO)),
                nonnegative(_manifest(at / nu.subs(along) - 2 / (2 + BEYOND_TWO))),
                "sign",
                r"With $\nu = k + (d-2)/2$, $k = 1 + t$ and $d = 2 + s$: $2/d \le k/\nu$, and $k/\nu \le 1$, "
                r"so $k^d \mu_k$ is between $(2/d)^d$ times that limit and the larger of "
                r"$\nu^d \mu_k$ at $k = 1$ and $k = 2$.",
            ),
        ),
        (
            _DEGREE,
            _DIMENSION,
            Notation(_SCALED, r"\lim \nu^d \mu_k", r"the limit as $k$ grows in its parity"),
            Notation(
                BEYOND_START, "t", r"$k$ less the first degree in question, any number $\ge 0$"
            ),
            Notation(BEYOND_TWO, "s", r"$d - 2$, any number $\ge 0$"),
        ),
    )


def _monotone(along: ParityDecay) -> Iterator[Step]:
    parity = "odd" if along.start % 2 else "even"
    yield Step(
        product(along.formula.subs(DEGREE, DEGREE + 2), 1 / along.formula),
        along.ratio,
        "functional equation of Gamma",
        rf"$\mu_{{k+2}}/\mu_k$ for {parity} $k$, exceptions aside.",
        _REGULAR,
    )
    growth = total(*(product(n, sp.log(factor)) for factor, n in along.factors))
    yield Step(
        sp.Derivative(growth, DEGREE),
        along.log_slope,
        "differentiation",
        r"The logarithm of $\nu_{k+2}^d \mu_{k+2}$ over $\nu_k^d \mu_k$, $\nu_k = k + (d-2)/2$: its "
        "derivative by real $k$.",
        _REGULAR,
    )
    at = {DEGREE: along.start + BEYOND_START, DIMENSION: 2 + BEYOND_TWO}
    yield Step(
        along.log_slope.subs(at),
        nonnegative(along.forms[0]),
        "sign",
        rf"No coefficient is negative for $k = {along.start} + t$, $d = 2 + s$.  So the logarithm increases "
        r"in $k$; as it tends to $0$ it is $\le 0$, and $\nu^d \mu_k$ decreases.",
    )
    yield Step(
        _SCALED,
        along.limit,
        "cited: quotients of Gamma functions",
        rf"So $\nu^d \mu_k$ is at least this for {parity} $k \ge {along.start}$; an exceptional degree "
        "has more.",
    )


def _manifest(expression: Any) -> Any:
    above, below = sp.fraction(sp.cancel(sp.together(expression)))
    return sp.expand(above) / sp.expand(below)


_CHI = sp.Symbol("chi", real=True)
_FREQUENCY, _DENSITY, _DIFFERENCE = sp.symbols("omega sigma delta", real=True)
_NU, _SQUARE = sp.symbols("nu t", real=True)
_INDEX = sp.Symbol("i", integer=True, nonnegative=True)


@lru_cache
def three_sphere(kernel: Kernel = first_layer_bias) -> Derivation:
    """Even dimensions, and S^3 in particular: local equations, and their frequencies on a zone.

    >>> three_sphere().require()
    """
    mu, system = harmonic_eigenvalues(kernel), zonal_system(kernel)
    odd, even = system.fronts
    return Derivation(
        "spheres.three-sphere",
        f"The {spoken(kernel)} on spheres of even dimension, and on $S^3$",
        (
            *_pairs(),
            *(
                Step(
                    formula.subs(DIMENSION, 4),
                    front / (laplacian(DEGREE, 4) - root) ** 2,
                    "functional equation of Gamma",
                    rf"On $S^3$, {parity} $k$, exceptions aside: a constant over the square of "
                    rf"$\Lambda - {root}$.",
                    (DEGREE >= 2,),
                )
                for formula, front, root, parity in (
                    (mu.odd, odd, 0, "odd"),
                    (mu.even, even, 3, "even"),
                )
            ),
            *_waves(),
            Step(
                sp.Determinant(
                    sp.ImmutableMatrix(
                        [
                            [(_SQUARE - 1) ** 2 - odd * _NU * _DENSITY, -odd * _NU * _DIFFERENCE],
                            [-even * _NU * _DIFFERENCE, (_SQUARE - 4) ** 2 - even * _NU * _DENSITY],
                        ]
                    )
                ),
                system.frequencies(_SQUARE, _NU, _DENSITY, _DIFFERENCE),
                "determinant",
                r"$f = \nu T f$ for the odd and the even part of $g = f \sin\chi$ on a zone, up to the "
                r"terms of the exceptional degrees: waves of frequency $\sqrt t$ are the zeros.",
            ),
        ),
        (
            _DEGREE,
            _DIMENSION,
            Notation(LAPLACIAN, r"\Lambda", r"$k (k + d - 2)$, eigenvalue of minus the Laplacian"),
            Notation(_INDEX, "i", "number of a factor of the product of a Gamma quotient"),
            Notation(_CHI, r"\chi", r"angle to the pole of $S^3$"),
            Notation(_FREQUENCY, r"\omega", "frequency of a wave"),
            Notation(_SQUARE, "t", "its square"),
            Notation(_NU, r"\nu", r"spectral parameter, $\lambda = 1/\nu$"),
            Notation(_DENSITY, r"\sigma", r"half the sum of $p$ at $x$ and $-x$"),
            Notation(_DIFFERENCE, r"\delta", "half the difference"),
        ),
    )


def _pairs() -> Iterator[Step]:
    """A factor of a Gamma quotient times its mirror image is linear in Lambda."""
    for shift, last, parity in ((0, DIMENSION - 2, "odd"), (1, DIMENSION, "even")):
        first = DEGREE - shift + 2 * _INDEX
        mirrored = DEGREE - shift + last - 2 * _INDEX
        constant = -shift * (DIMENSION - 1) + 2 * _INDEX * (last - 2 * _INDEX)
        yield Step(
            total(product(first, mirrored), product(-1, constant)),
            laplacian(),
            "expansion",
            rf"$\Lambda$, for {parity} $k$ and even $d$: a factor of the product and its mirror image.",
        )


def _waves() -> Iterator[Step]:
    for wave in (sp.sin(_FREQUENCY * _CHI), sp.cos(_FREQUENCY * _CHI)):
        f = wave / sp.sin(_CHI)
        slope = sp.Derivative(f, _CHI)
        yield Step(
            product(
                sp.sin(_CHI),
                total(sp.Derivative(f, (_CHI, 2)), 2 * sp.cos(_CHI) / sp.sin(_CHI) * slope),
            ),
            product(1 - _FREQUENCY**2, wave),
            "differentiation",
            r"The Laplacian of a zonal $f = g/\sin\chi$ on $S^3$ is $(g'' + g)/\sin\chi$: waves $g$ stay "
            r"waves, and $\Lambda = \omega^2 - 1$.",
        )
