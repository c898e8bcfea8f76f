"""Pictures of residual curves: the error in each region against time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freqbias.numerics.flow.curve import ResidualCurve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_COLOURS = ("#1f4e79", "#c05a00", "#3a7d44", "#8a3c7f", "#6b6b00", "#00757a", "#a02c2c", "#555555")
_STYLES = ("-", "--", "-.", ":")
_MOST = 8  # regions with a name of their own in the legend


def draw(curve: ResidualCurve, axes: Axes) -> None:
    """One curve for each region, and a thin one for the circle; both scales logarithmic.

    Regions differ in colour and, for those who do not see it, in dashes.
    """
    later = curve.times > 0
    for j, (label, errors) in enumerate(zip(curve.labels, curve.regions, strict=True)):
        if np.isfinite(errors).all():  # not a gap
            name = label if len(curve.labels) <= _MOST else None
            colour, style = _COLOURS[j % len(_COLOURS)], _STYLES[j % len(_STYLES)]
            axes.loglog(curve.times[later], errors[later], style, color=colour, label=name)
    axes.loglog(curve.times[later], curve.overall[later], color="0.6", linewidth=1, label="all")
    axes.set_xlabel(curve.unit)
    axes.set_ylabel("error / its value at 0")
    axes.set_title(f"target {curve.target}", fontsize="medium")
    axes.legend(frameon=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
