"""Pictures of functions on S^2: the sphere from the side, and the meridian of longitude 0 with p."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.theory.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_CURVE, _FILL, _EDGE, _RULE, _OTHER = "#1f4e79", "#c9d8e8", "#7d98b5", "#bfbfbf", "#b5542b"
_PIXELS, _LEVELS, _POINTS = 401, 8, 1601
_TILT = np.pi / 9  # of the north pole towards the eye
_MOST_LABELS = 7


def draw(function: SphereFunction, title: str = "") -> Figure:
    """A function on S^2 over the zones of its density.

    Left the sphere seen from longitude 0, the north pole tilted towards the eye, with the borders of
    the zones; right f along the meridian of longitude 0, from the south pole, and p under it.

    :raises InputError: for a sphere that is not S^2.
    """
    dimension = function.zones.dimension
    if dimension != 3:
        raise InputError(f"a function on S^{dimension - 1} cannot be drawn, only on S^2")
    from freqbias.figures import Figure

    figure = Figure(figsize=(8.2, 3.9), layout="constrained")
    ball, meridian, density = _axes(figure)
    _sphere(ball, function)
    _meridian(meridian, density, function)
    figure.suptitle(title)
    return figure


def _axes(figure: Any) -> tuple[Axes, Axes, Axes]:
    grid = figure.add_gridspec(2, 2, width_ratios=(1, 1.35), height_ratios=(3, 1), hspace=0.06)
    ball, upper = figure.add_subplot(grid[:, 0]), figure.add_subplot(grid[0, 1])
    lower = figure.add_subplot(grid[1, 1], sharex=upper)
    ball.set_aspect("equal")
    ball.set_axis_off()
    for axes in (upper, lower):
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    upper.tick_params(labelbottom=False)
    return ball, upper, lower


def _directions(across: Floats, up: Floats) -> Floats:
    """Unit vectors of the half of the sphere that is seen, at places in the unit disc; (..., 3)."""
    towards = np.sqrt(np.maximum(1 - across**2 - up**2, 0))
    x = towards * np.cos(_TILT) - up * np.sin(_TILT)
    z = towards * np.sin(_TILT) + up * np.cos(_TILT)
    return np.stack([x, across, z], axis=-1)


def _sphere(axes: Axes, function: SphereFunction) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    side = np.linspace(-1, 1, _PIXELS)
    across, up = np.meshgrid(side, side)
    vectors = _directions(across, up)  # beyond the disc something, which is cut off
    heights = np.linspace(-1, 1, _POINTS)
    radial = np.interp(vectors[..., 2], heights, function.radial(heights))
    values = radial * function.angular(vectors)
    inside = across**2 + up**2 <= 1
    most = float(np.abs(values[inside]).max()) or 1.0
    colours = LinearSegmentedColormap.from_list("signed", [_OTHER, "#ffffff", _CURVE])
    levels = np.linspace(-most, most, 2 * _LEVELS)
    drawn = axes.contourf(across, up, np.clip(values, -most, most), levels=levels, cmap=colours)
    drawn.set_clip_path(_disc(axes))
    for bottom in function.zones.heights[1:-1]:
        _circle(axes, float(bottom))
    axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05))


def _disc(axes: Axes) -> Any:
    from matplotlib.patches import Circle

    disc = Circle((0, 0), 1, fill=False, edgecolor=_EDGE, linewidth=1)
    axes.add_patch(disc)
    return disc


def _circle(axes: Axes, height: float) -> None:
    """The parallel at a height, where it is seen."""
    turn = np.linspace(-np.pi, np.pi, 721)
    radius = np.sqrt(1 - height**2)
    x, across = radius * np.cos(turn), radius * np.sin(turn)
    towards = x * np.cos(_TILT) + height * np.sin(_TILT)
    up = height * np.cos(_TILT) - x * np.sin(_TILT)
    seen = np.where(towards >= 0, 1.0, np.nan)
    axes.plot(across * seen, up * seen, color="#000000", linewidth=1, linestyle=(0, (4, 3)))


def _meridian(upper: Axes, lower: Axes, function: SphereFunction) -> None:
    zones = function.zones
    angle = np.linspace(0, 1, _POINTS)  # from the south pole, in units of pi
    south = np.pi * angle
    vectors = np.stack([np.sin(south), np.zeros(_POINTS), -np.cos(south)], axis=1)
    upper.axhline(0, color=_RULE, linewidth=0.8, zorder=0)
    upper.plot(angle, function(vectors), color=_CURVE, linewidth=1.4)
    upper.set_ylabel("$f$ at longitude 0")
    edges = 1 - np.arccos(np.array([float(h) for h in zones.heights])) / np.pi
    values = [float(zone.value) for zone in zones.zones]
    lower.stairs(values, edges, fill=True, facecolor=_FILL)
    lower.stairs(values, edges, color=_EDGE, linewidth=1.2, baseline=None)
    lower.set(xlim=(0, 1), ylim=(0, 1.15 * max(values)), ylabel="$p$")
    for axes in (upper, lower):
        for edge in edges[1:-1]:
            axes.axvline(edge, color=_RULE, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    heights = zones.heights if len(zones.heights) <= _MOST_LABELS else (-1, 0, 1)
    places = [float(1 - np.arccos(float(h)) / np.pi) for h in heights]
    lower.set_xticks(places, [f"${h}$" for h in heights])
    lower.set_xlabel("height $z$, from the south pole")
