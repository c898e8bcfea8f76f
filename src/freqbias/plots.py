"""Pictures: an eigenfunction over circle or sphere, with the density under it.  Needs matplotlib.

matplotlib is an extra (``pip install "freqbias[plot]"``) and is imported when something is drawn.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from freqbias.numerics import densities
from freqbias.numerics.eigenfunction import Eigenfunction
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.curve import ResidualCurve
from freqbias.numerics.ritz.vectors import RitzVector
from freqbias.numerics.spectrum import Eigenpair
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.errors import InputError, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

__all__ = ["plot", "svg"]

_CURVE, _FILL, _EDGE, _RULE = "#1f4e79", "#c9d8e8", "#7d98b5", "0.75"
_CLOSEST = 0.15  # in units of pi; labels of region boundaries that lie closer would touch
_POINTS = (1200, 24_000)
_PER_WAVE = 40


def plot(pair: Any, ax: Axes | None = None, *, density: Density | None = None) -> Figure:
    """An eigenfunction f on [-pi, pi], and under it p as a filled step or curve; or a residual curve.

    A function on S^2 is drawn on the sphere, and along a meridian.

    Region boundaries are drawn through both; the title has index and eigenvalue where they are known.

    :param pair: an eigenpair, or the function of one; or a residual curve, drawn against time.
    :param ax: axes to draw into; the density takes its lower quarter.  By default a new figure, which
        a function on a sphere always has.
    :param density: p, where the function does not know it.
    :returns: the figure; ``freqbias.plots.svg`` gives it as reproducible text.
    :raises InputError: if matplotlib is missing, the argument has no function, or p is not known.

    >>> from freqbias.numerics.spectrum import spectrum
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> plot(spectrum(first_layer_bias, p, 6)[5]).axes[0].get_title()
    '$f_{5}$,  $\\\\lambda_{5} = 0.00616797$'
    """
    if isinstance(pair, ResidualCurve):
        return _against_time(pair, ax)
    drawn = pair.function if isinstance(pair, Eigenpair) else pair
    if isinstance(drawn, SphereFunction):
        return _on_sphere(drawn, ax)
    function, title = _function(pair)
    density = _density(pair, function, density)
    upper, lower = _axes(ax)
    angles, values = _curve(function)
    upper.axhline(0, color=_RULE, linewidth=0.8, zorder=0)
    upper.plot(angles / np.pi, values, color=_CURVE, linewidth=1.4)
    upper.set_ylabel("$f(x)$")
    upper.set_title(title)
    _step(lower, density)
    _rules(upper, lower, density)
    figure = upper.get_figure(root=True)
    assert figure is not None
    figure.align_ylabels([upper, lower])
    return figure


def _against_time(curve: ResidualCurve, ax: Axes | None) -> Figure:
    from freqbias.curves import draw

    axes = _new_axes() if ax is None else ax
    draw(curve, axes)
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def _on_sphere(function: SphereFunction, ax: Axes | None) -> Figure:
    from freqbias.sphere_plots import draw

    _matplotlib()
    if ax is not None:
        raise InputError("ax: a function on a sphere has a figure of its own")
    eigenvalue = _number(function.eigenvalue)
    return draw(function, f"order {function.order},  $\\lambda = {eigenvalue}$")


def svg(figure: Figure | SubFigure) -> str:
    """The figure as SVG, the same text for the same figure: fixed ids and no date.

    >>> from freqbias.numerics.spectrum import spectrum
    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import first_layer_bias
    >>> pair = spectrum(first_layer_bias, uniform(), 2)[0]
    >>> svg(plot(pair)) == svg(plot(pair))
    True
    """
    _matplotlib()
    from freqbias import figures

    return figures.svg(figure.get_figure(root=True))


def _matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise InputError(
            'plots need matplotlib, which is not installed: pip install "freqbias[plot]"'
        ) from None


def _function(given: Any) -> tuple[Any, str]:
    """The function, and a title with what is known of its index and eigenvalue."""
    if isinstance(given, Eigenpair):
        return given.function, _title(given.index, float(given.row.value), given.multiplicity)
    if isinstance(given, RitzVector):
        return given, _title(given.index, float(given.eigenvalue))
    if isinstance(given, Eigenfunction):
        return given, ""
    raise InputError(f"{shown(given)} is neither an eigenpair nor an eigenfunction")


def _title(index: int, eigenvalue: float, multiplicity: int = 1) -> str:
    copies = f"  (multiplicity {multiplicity})" if multiplicity > 1 else ""
    return f"$f_{{{index}}}$,  $\\lambda_{{{index}}} = {_number(eigenvalue)}${copies}"


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:#.6g}".partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _density(given: Any, function: Any, density: Density | None) -> Density:
    own = getattr(function, "density", None)
    if own is None and isinstance(given, Eigenpair):
        own = getattr(given.route, "density", None)
    found = own if density is None else density
    if not isinstance(found, Density):
        raise InputError(
            "density None: this function does not know its density, so it must be given"
        )
    return found


def _axes(ax: Axes | None) -> tuple[Axes, Axes]:
    """Axes for the function, and under them a third as high, sharing x, for the density."""
    if ax is None:
        ax = _new_axes()
    figure, spec = ax.figure, ax.get_subplotspec()
    shape: dict[str, Any] = {"height_ratios": (3, 1), "hspace": 0.06}
    if spec is not None:
        grid: Any = spec.subgridspec(2, 1, **shape)
    else:
        box = ax.get_position()
        grid = figure.add_gridspec(
            2, 1, left=box.x0, right=box.x1, bottom=box.y0, top=box.y1, **shape
        )
    ax.set_subplotspec(grid[0])
    return ax, figure.add_subplot(grid[1], sharex=ax)


def _new_axes() -> Axes:
    _matplotlib()
    from freqbias.figures import Figure

    return Figure(figsize=(7, 4.2), layout="constrained").add_subplot()


def _curve(function: Any) -> tuple[Floats, Floats]:
    """Angles dense enough for the highest frequency, and the values there."""
    if isinstance(function, RitzVector):
        coefficients = np.array([complex(c) for c in function.coefficients])
        large = np.flatnonzero(np.abs(coefficients) > 1e-6 * np.abs(coefficients).max())
        angles = _angles(float(large[-1]))
        turned = np.exp(1j * np.outer(angles, np.arange(coefficients.size)))
        return angles, np.asarray(2 * (turned @ coefficients).real - coefficients[0].real)
    squares = [complex(term.square) for placed in function.pieces for term in placed.piece.terms]
    angles = _angles(max(abs(square) for square in squares) ** 0.5)
    return angles, function(np.append(angles[:-1], -np.pi))


def _angles(frequency: float) -> Floats:
    least, most = _POINTS
    return np.linspace(-np.pi, np.pi, int(np.clip(_PER_WAVE * frequency, least, most)) + 1)


def _boundaries(density: Density) -> list[Any]:
    """Where regions meet, in units of pi in [-1, 1)."""
    if not isinstance(density, PiecewiseConstant):
        return []
    regions = density.regions
    return sorted(
        (right.left + 1) % 2 - 1
        for left, right in zip((regions[-1], *regions[:-1]), regions, strict=True)
        if left.value != right.value
    )


def _step(axes: Axes, density: Density) -> None:
    breaks = [float(b) for b in _boundaries(density)]
    if isinstance(density, PiecewiseConstant):
        edges = np.unique([-1.0, *breaks, 1.0])
        heights = densities.values(density, np.pi * (edges[:-1] + edges[1:]) / 2)
        axes.stairs(heights, edges, fill=True, facecolor=_FILL)
        axes.stairs(heights, edges, color=_EDGE, linewidth=1.2, baseline=None)
    else:
        angles = _angles(0.0)
        heights = densities.values(density, angles)
        axes.fill_between(angles / np.pi, heights, color=_FILL, linewidth=0)
        axes.plot(angles / np.pi, heights, color=_EDGE, linewidth=1.2)
    axes.set_ylim(0, 1.15 * float(heights.max()))
    axes.set_ylabel("$p(x)$")


def _rules(upper: Axes, lower: Axes, density: Density) -> None:
    """Region boundaries through both axes; ticks there, or at quarter turns where they are many."""
    breaks = _boundaries(density)
    inner = [b for b in breaks if b != -1]
    for axes in (upper, lower):
        for b in inner:
            axes.axvline(float(b), color=_RULE, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    ticks = [sp.Integer(-1), *inner, sp.Integer(1)]
    if not inner or min(b - a for a, b in pairwise(ticks)) < _CLOSEST:
        ticks = [sp.Rational(k, 2) for k in range(-2, 3)]
    lower.set_xlim(-1, 1)
    lower.set_xticks([float(t) for t in ticks], [_angle(t) for t in ticks])
    lower.set_xlabel("$x$")
    upper.tick_params(labelbottom=False)


def _angle(turns: Any) -> str:
    """A rational multiple of pi, on one line: fractions in two are too small to read."""
    sign, over = "-" if turns < 0 else "", f"/{turns.q}" if turns.q != 1 else ""
    many = "" if abs(turns.p) == 1 else abs(turns.p)
    return f"${sign}{many}\\pi{over}$" if turns else "$0$"
