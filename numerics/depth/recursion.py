"""The deep recursion in balls, for real and complex angles and for power series, written once.

With ``t_h`` the angle between the pre-activations of layer h and ``q_h`` their variance (q_{-1} = 1),

    sin(t_0/2) = sin(theta/2)/sqrt(q_0),
    sin(t_{h+1}/2) = sqrt(q_h/q_{h+1}) sin(t_h/2) sqrt(1 - g(t_h)),
    g(t) = (sin t - t cos t)/(2 pi sin(t/2)^2),
    Theta_0 = w_0 q_0 cos t_0,   Theta_{h+1} = Theta_h (1 - t_h/pi) + w_{h+1} q_{h+1} cos t_{h+1},

where w_h is 1 for a trained layer and 0 for a fixed one.  g is analytic for ``|Re t| < 2 pi``, 0
included, so this form, unlike one in squares or cosines, continues the kernel analytically beyond both
ends of [0, pi].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flint import acb, arb, arb_series, ctx

from freqbias.numerics.balls import complex_ball, precision
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.errors import InputError
from freqbias.theory.kernel import Kernel

__all__ = [
    "BallRecursion",
    "BranchCut",
    "centred",
    "direct",
    "end_expansions",
    "gain",
    "recursive",
    "series_length",
]


def recursive(kernel: Kernel) -> DeepKernel:
    """The kernel, if it is that of a recursion over layers.

    :raises InputError: if it is not.
    """
    if not isinstance(kernel, DeepKernel):
        raise InputError(f"kernel {kernel.name!r} is not defined by a recursion over layers")
    return kernel


def gain(t: Any) -> Any:
    """``g(t)`` as written, for t away from 0."""
    return _gain(t.sin() - t * t.cos(), (t / 2).sin())


def _gain(numerator: Any, sine: Any) -> Any:
    return numerator / (2 * arb.pi() * sine * sine)


def direct(angle: Any, scale: arb, gain: Callable[[Any], Any] = gain) -> Any:
    """``t_{h+1}`` from ``t_h`` as the formula says; balls grow by a factor in each layer."""
    return 2 * (scale * (angle / 2).sin() * (1 - gain(angle)).sqrt()).asin()


def centred(angle: Any, scale: arb) -> Any:
    """The same by the mean value theorem, so that a ball grows only as the map does:

    ``dt_{h+1}/dt_h = sqrt(q_h/q_{h+1}) (1 - t_h/pi) cos(t_h/2)/(sqrt(1 - g) cos(t_{h+1}/2))``.

    :raises BranchCut: unless ``Re g(t_h) < 1`` and ``Re sin^2(t_{h+1}/2) < 1`` on all of the ball.
    """
    centre = angle.mid()
    offset = angle - centre
    sine_centre, cosine_centre = (centre / 2).sin_cos()
    sine, cosine = (angle / 2).sin_cos()
    numerator = 2 * sine_centre * cosine_centre - centre * (1 - 2 * sine_centre * sine_centre)
    lost = _gain(numerator + offset * angle * 2 * sine * cosine, sine)
    root = (1 - lost).sqrt()
    square = (scale * sine * root) ** 2
    if not (lost.real < 1 and square.real < 1):
        raise BranchCut
    slope = scale * (1 - angle / arb.pi()) * cosine / (root * (1 - square).sqrt())
    image = 2 * (scale * sine_centre * (1 - _gain(numerator, sine_centre)).sqrt()).asin()
    return image + offset * slope


class BranchCut(ArithmeticError):
    """A ball may meet a branch cut of the recursion, so its image is not known."""


class BallRecursion:
    """A deep kernel as an analytic function, at the working precision it is made in.

    :raises InputError: if the kernel is not that of a recursion over layers.

    >>> from freqbias.theory.depth.recursion import deep
    >>> print(BallRecursion(deep(2))(arb.pi() / 2).str(10, radius=False))
    0.6857086363
    """

    def __init__(self, kernel: Kernel) -> None:
        found = recursive(kernel)
        recursion, layers = found.recursion, range(found.recursion.depth + 1)
        variances = [complex_ball(recursion.variance(h)).real for h in layers]
        before = [arb(1), *variances[:-1]]
        self.factor = complex_ball(found.factor).real
        self.sources = [q if h in recursion.trained else arb(0) for h, q in enumerate(variances)]
        self.scales = [(p / q).sqrt() for p, q in zip(before, variances, strict=True)]

    def __call__(self, theta: Any, following: Callable[[Any, arb], Any] = centred) -> Any:
        """The kernel at an angle: a ball, a complex ball or a power series.

        :param following: the step from ``t_h`` to ``t_{h+1}``.
        """
        angle = self.first(theta)
        total = self.sources[0] * angle.cos()
        for scale, source in zip(self.scales[1:], self.sources[1:], strict=True):
            passed = total * (1 - angle / arb.pi())
            angle = following(angle, scale)
            total = passed + source * angle.cos()
        return self.factor * total

    def first(self, theta: Any) -> Any:
        """``t_0``: theta itself where there is no bias.

        :raises BranchCut: unless ``Re sin^2(t_0/2) < 1`` on all of a complex ball.
        """
        if self.scales[0] == 1:
            return theta
        half = self.scales[0] * (theta / 2).sin()
        if isinstance(theta, acb) and not (half * half).real < 1:
            raise BranchCut
        return 2 * half.asin()


def end_expansions(kernel: Kernel, order: int) -> tuple[list[arb], list[arb]]:
    """Coefficients of ``s^0, ..., s^(order - 1)`` of the kernel, in the chord s = 2 sin(theta/2) from 0
    and in s = 2 cos(theta/2) from pi, at the working precision.

    Even powers of a chord are polynomials in cos(theta); only odd ones slow the decay of coefficients.

    >>> from freqbias.theory.depth.recursion import deep
    >>> [c.str(5, radius=False) for c in end_expansions(deep(2), 2)[0]]
    ['3.0000', '-0.95493']
    """
    depth = recursive(kernel).recursion.depth
    with precision(ctx.prec + 32 + depth * (2 + depth.bit_length())):  # direct steps lose bits
        recursion = BallRecursion(kernel)
        with series_length(order + 4):
            composed = partial(direct, gain=gain(arb_series([0, 1])))
        with series_length(order):
            arc = 2 * (arb_series([0, 1]) / 2).asin()
            series = recursion(arc, composed), recursion(arb.pi() - arc, direct)
    at_zero, at_pi = (list(one) + [arb(0)] * (order - len(one)) for one in series)
    return at_zero, at_pi


@contextmanager
def series_length(terms: int) -> Iterator[None]:
    """How far power series go, restored on the way out."""
    before, ctx.cap = ctx.cap, terms
    try:
        yield
    finally:
        ctx.cap = before
