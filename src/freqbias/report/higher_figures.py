"""The plots of a report about higher spheres and deep kernels.  Needs matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.fourier import coefficients
from freqbias.numerics.spheres.eigenvalues import sphere_eigenvalues
from freqbias.numerics.spheres.spectrum import sphere_spectrum
from freqbias.plots import plot
from freqbias.report.plot import COLOURS, RULE, Plot, axes_of
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import deep, first_layer_bias

__all__ = ["FIGURES"]

_DEPTHS = (2, 3, 5, 7, 10, 15, 20, 30, 50)
_AT = (5, 10, 20, 50, 100)
_FAILING = (3, 4, 5)


def _hemispheres() -> Zones:
    return Zones.from_text("-1, 0, 1", "12, 1")


def _on_sphere(order: int, number: int) -> Plot:
    found = sphere_spectrum(first_layer_bias, _hemispheres(), 60)
    at = next(i for i, r in enumerate(found.rows) if (r.order, r.number) == (order, number))
    function, row = found.function(at), found.rows[at]
    heights = np.linspace(-1, 1, 401)
    values = np.array([float(zone.value) for zone in _hemispheres().zones])
    return Plot(
        f"An eigenfunction of order {order} on hemispheres 12 : 1 of $S^2$",
        rf"Index {row.index}.  In the dense half the local degree is larger by about "
        rf"$12^{{1/3}} = 2.29$, not by $\sqrt{{12}}$.  Left from the side, right along a meridian, "
        rf"with the density under it; the dashed line is where it jumps.",
        plot(function),
        {
            "z": heights.tolist(),
            "f at longitude 0": function.radial(heights).tolist(),
            "p": values[(heights >= 0).astype(int)].tolist(),
        },
    )


def _slopes(values: Floats) -> list[float]:
    """``-d log/d log kappa`` at the degrees, over neighbours of the same parity."""
    logs = np.log(values)
    return [float((logs[k - 2] - logs[k + 2]) / np.log((k + 2) / (k - 2))) for k in _AT]


def _slopes_by_depth() -> Plot:
    figure, axes = axes_of(2)
    columns: dict[str, Sequence[Any]] = {"L": list(_DEPTHS)}
    for ax, dimension in zip(axes, (2, 3), strict=True):
        ax.axhline(dimension, color=RULE, linewidth=0.8, zorder=0)
        rows = [_slopes(sphere_eigenvalues(deep(L), max(_AT) + 3, dimension)) for L in _DEPTHS]
        for j, (k, slopes) in enumerate(zip(_AT, zip(*rows, strict=True), strict=True)):
            shade = 0.25 + 0.75 * j / (len(_AT) - 1)
            ax.semilogx(_DEPTHS, slopes, "o-", color=COLOURS[0], alpha=shade, markersize=3)
            ax.annotate(
                f"{k}", (_DEPTHS[-1], slopes[-1]), (5, -3), textcoords="offset points", fontsize=9
            )
            columns[f"S^{dimension - 1}, kappa = {k}"] = list(slopes)
        ax.set(title=f"$S^{dimension - 1}$", xlabel="hidden layers $L$", xlim=(1.8, 75))
        ax.set_xticks(_DEPTHS, [str(L) for L in _DEPTHS], minor=False)
        ax.minorticks_off()
    axes[0].set_ylabel(r"local slope at $\kappa$")
    return Plot(
        "Slopes of the deep spectrum against depth",
        r"$-d\log\mu_\kappa/d\log\kappa$ at the degrees at the right of each curve.  At every depth "
        r"the limit is the dimension $d$; the deeper the network, the higher the frequency at which "
        r"that is seen.",
        figure,
        columns,
    )


def _not_monotone() -> Plot:
    figure, (ax,) = axes_of()
    ax.axhline(1, color=RULE, linewidth=0.8, zorder=0)
    m = np.arange(3, 402, 2)
    columns: dict[str, Sequence[Any]] = {"m": m.tolist()}
    for depth, colour in zip(_FAILING, COLOURS, strict=True):
        khat = coefficients(deep(depth), int(m[-1]) + 2)
        ratios = khat[m + 1] / khat[m]
        first = int(m[np.argmax(ratios > 1)])
        ax.semilogx(
            m, ratios, "o", color=colour, markersize=3, label=f"$L = {depth}$, from {first}"
        )
        ax.plot(first, ratios[m == first], "o", color=colour, markersize=9, fillstyle="none")
        columns[f"L = {depth}"] = ratios.tolist()
    ax.set(xlabel="odd frequency $m$", ylabel=r"$\hat k_{m+1}/\hat k_m$")
    ax.legend(frameon=False, fontsize=9)
    return Plot(
        "Deep eigenvalues do not decrease for ever",
        r"Above the line an even frequency has a larger eigenvalue than the odd one before it.  For "
        r"odd $m$ the quotient tends to $(a + b)/(a - b) > 1$, where $-a$ is the slope of the kernel "
        r"at distance $0$ and $-b$ that at $\pi$, so that at every depth the list stops decreasing: at "
        r"the rings.",
        figure,
        columns,
    )


FIGURES: dict[str, Callable[[], Plot]] = {
    "sphere-order-0": lambda: _on_sphere(0, 5),
    "sphere-order-4": lambda: _on_sphere(4, 1),
    "slopes-by-depth": _slopes_by_depth,
    "not-monotone": _not_monotone,
}
