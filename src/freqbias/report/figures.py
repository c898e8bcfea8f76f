"""The plots of a report, each with the numbers it is drawn from.  Needs matplotlib."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from freqbias.claims.registry import papers
from freqbias.heatmap import heatmap
from freqbias.numerics import densities
from freqbias.numerics.flow import Flow, time_to_converge
from freqbias.numerics.hill.eigenvalues import hill_eigenvalues
from freqbias.numerics.samples import Unit
from freqbias.numerics.spectrum import spectrum
from freqbias.plots import plot
from freqbias.prediction import predict
from freqbias.report import higher_figures
from freqbias.report.plot import COLOURS, RULE, Plot, axes_of
from freqbias.theory.densities import PiecewiseConstant, uniform
from freqbias.theory.hill import TwoPieces
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.targets import Target

__all__ = ["FIGURES"]

_HIGHEST = 20  # frequency of the list and of the gaps
_LEARNED, _TOLERANCE = 14, 0.01
_POINTS = 481


def _thirds() -> PiecewiseConstant:
    return PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")


def _halves() -> PiecewiseConstant:
    return PiecewiseConstant.from_text("-1, 0, 1", "4, 1")


def _eigenfunction(index: int) -> Plot:
    density = _thirds()
    pair = spectrum(first_layer_bias, density, index + 1)[index]
    x = np.linspace(-np.pi, np.pi, _POINTS)[:-1]
    return Plot(
        f"Eigenfunction {index} over its density",
        rf"Where $p$ is larger, $f_{{{index}}}$ oscillates faster, in proportion to $\sqrt{{p}}$ to "
        rf"leading order, and with smaller amplitude.  Weights $1 : 2 : 4$ on equal thirds; "
        rf"$\lambda_{{{index}}}$ is certified and its index known.",
        plot(pair),
        {
            "x": x.tolist(),
            "f": pair.function(x).tolist(),
            "p": densities.values(density, x).tolist(),
        },
    )


def _eigenvalues() -> Plot:
    """Eigenvalues in units of ``Z^2/(pi q^2)``, where the corrected law is 1."""
    printed = papers.find("basri2020.eq20.convention").statement  # the list (20), without Z^2
    (variable,) = printed.free_symbols
    q = np.arange(1, _HIGHEST + 1)
    listed = np.array([float(printed.subs(variable, int(k))) for k in q]) * np.pi * q**2
    figure, axes = axes_of(2)
    columns: dict[str, Sequence[Any]] = {"q": q.tolist(), "printed": listed.tolist()}
    cases = (("uniform", uniform()), ("1 : 2 : 4", _thirds()))
    for ax, (name, density) in zip(axes, cases, strict=True):
        values = np.array([float(pair.row.value) for pair in _pairs(density)])
        scaled = values.reshape(-1, 2) * np.pi * q[:, None] ** 2 / float(density.root_mean) ** 2
        ax.axhline(1, color=RULE, linewidth=0.8, zorder=0)
        for copy, marker in ((0, "o"), (1, "_")):
            label = rf"exact, $\lambda_{{2q{'-1' if not copy else ''}}}$"
            ax.plot(
                q, scaled[:, copy], marker, color=COLOURS[0], markersize=5 + 3 * copy, label=label
            )
            columns[f"{name}, lambda_(2q{'-1' if not copy else ''})"] = scaled[:, copy].tolist()
        ax.plot(q, listed, "x", color=COLOURS[1], markersize=5, label="as printed in (20)")
        ax.set(title=name, xlabel="$q$", xticks=[1, *range(5, _HIGHEST + 1, 5)])
    axes[0].set_ylabel(r"$\lambda\,\pi q^2/Z^2$")
    axes[0].set_ylim(bottom=0)
    axes[1].legend(frameon=False, fontsize=9)
    return Plot(
        f"Exact eigenvalues against the printed list (20), q up to {_HIGHEST}",
        r"In units of $Z^2/(\pi q^2)$, so that $1$ is the leading order of the true eigenvalues.  "
        r"The printed list, with its factor $Z^2$, tends to $1/\pi$.  Pairs split for a density that "
        r"is not uniform.",
        figure,
        columns,
    )


def _pairs(density: PiecewiseConstant) -> list[Any]:
    """The eigenpairs 1 to 2 q for all q."""
    found = spectrum(first_layer_bias, density, 2 * _HIGHEST + 1)
    return [found[index] for index in range(1, 2 * _HIGHEST + 1)]


def _gaps() -> Plot:
    density = _halves()
    pieces, root_mean = TwoPieces(density), float(density.root_mean)
    q = np.arange(1, _HIGHEST + 1)
    values = np.array([float(pair.row.value) for pair in _pairs(density)])
    exact = (root_mean / np.sqrt(np.pi * values)).reshape(-1, 2) - q[:, None]
    nu = hill_eigenvalues(density, 2 * _HIGHEST + 1)[1:]
    hill = (root_mean * np.sqrt(nu / np.pi)).reshape(-1, 2) - q[:, None]
    bound = float(pieces.largest_offset)
    figure, (ax,) = axes_of()
    ax.axhline(0, color=RULE, linewidth=0.8, zorder=0)
    for level in (-bound, bound):
        ax.axhline(level, color=COLOURS[1], linewidth=1, linestyle="--")
    ax.vlines(
        q - 0.12, hill[:, 0], hill[:, 1], color=COLOURS[2], linewidth=3, label="Hill's equation"
    )
    ax.vlines(q + 0.12, exact[:, 0], exact[:, 1], color=COLOURS[0], linewidth=1.2)
    for copy in (0, 1):
        label = "exact" if not copy else None
        ax.plot(q + 0.12, exact[:, copy], "o", color=COLOURS[0], markersize=4, label=label)
    ax.plot([], [], "--", color=COLOURS[1], label="bound for Hill's equation")
    ax.set(xlabel="$q$", ylabel=r"$Z/\sqrt{\pi\lambda} - q$", xticks=q)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=9)
    names = ("exact, 2q-1", "exact, 2q", "Hill, 2q-1", "Hill, 2q")
    offsets = np.hstack([exact, hill]).T.tolist()
    closed = [pieces.is_double(int(k)) for k in q]
    return Plot(
        "Effective frequencies and gaps",
        r"$Z/\sqrt{\pi\lambda}$ minus $q$ for $\lambda_{2q-1}$ and $\lambda_{2q}$, weights $4 : 1$ "
        r"on halves.  A bar is a gap of Hill's equation, closed at every third $q$; between the dashed "
        r"lines, $\pm\arcsin(\kappa)/\pi$, lie all its edges.",
        figure,
        {"q": q.tolist(), **dict(zip(names, offsets, strict=True)), "closed": closed},
    )


def _convergence() -> Plot:
    density, khat = _thirds(), float(first_layer_bias.fourier()(_LEARNED))
    flow = Flow.of(density, first_layer_bias, _LEARNED)
    wave = flow.waves([_LEARNED])
    certified = time_to_converge(density, Target.sine(_LEARNED), _TOLERANCE)
    crossings = [float(row.time) for row in certified.regions if row.time is not None]
    t = np.linspace(0, 1.15 * max(crossings), 161)
    errors = np.array([flow.errors(wave, time)[:, 0] for time in t]).T
    figure, (ax,) = axes_of()
    ax.axhline(_TOLERANCE, color=RULE, linewidth=0.8)
    columns: dict[str, Sequence[Any]] = {"operator time": t.tolist()}
    for region, colour, error, crossing in zip(
        density.regions, COLOURS, errors, crossings, strict=True
    ):
        value = float(region.value)
        law = np.exp(-2 * value * khat * t)
        ax.semilogy(t, error, color=colour, linewidth=1.6, label=f"$p = {value:.4f}$")
        ax.semilogy(t, law, color=colour, linewidth=1, linestyle=":")
        ax.plot(crossing, _TOLERANCE, "o", color=colour, markersize=6)
        columns |= {f"p = {value:.6g}": error.tolist(), f"law, p = {value:.6g}": law.tolist()}
    ax.plot([], [], ":", color="#000000", label=r"$e^{-2 p \hat k t}$")
    ax.set(xlabel="operator time $t$", ylabel="error, relative", ylim=(_TOLERANCE / 20, 1.4))
    ax.legend(frameon=False, fontsize=9)
    return Plot(
        f"Learning sin({_LEARNED} x), region by region",
        rf"The mean square of the residual over each region, relative to the start, for weights "
        rf"$1 : 2 : 4$ on equal thirds.  Dotted: the local law with the density of the region alone.  "
        rf"Dots: certified times from which on the error is at most ${_TOLERANCE}$.",
        figure,
        columns,
    )


def _heat() -> Plot:
    """A prediction from a file, as for data of one's own; the points are quantiles."""
    points, turns = densities.quantile_points(_thirds(), 700), 12
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quantiles-1-2-4.csv"
        path.write_text("angle\n" + "\n".join(map(repr, points.tolist())), encoding="utf-8")
        found = predict(path, unit=Unit.RADIANS, regions=turns, draws=0)
        figure = heatmap(found)
    rows = [
        (float(region.left), float(region.right), k, float(time))
        for region, times in zip(found.density.regions, found.times, strict=True)
        for k, time in zip(found.frequencies, times, strict=True)
    ]
    names = ("from, in units of pi", "to, in units of pi", "frequency", "operator time")
    return Plot(
        "When each frequency is learned, and where",
        f"As freqbias predict shows it for a file of angles, here {points.size} quantiles of the "
        f"density $1 : 2 : 4$: {turns} equal regions, and the operator time until the error of a "
        f"frequency is at most {found.tolerance}.  The lines are powers of ten.",
        figure,
        dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)),
    )


FIGURES: dict[str, Callable[[], Plot]] = {
    "eigenfunction-5": lambda: _eigenfunction(5),
    "eigenfunction-14": lambda: _eigenfunction(14),
    "eigenvalues": _eigenvalues,
    "gaps": _gaps,
    "convergence": _convergence,
    "heat-map": _heat,
    **higher_figures.FIGURES,
}
