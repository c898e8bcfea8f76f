"""An empirical spectrum as a table: columns that have something in them, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.theory.display import Row, columns

if TYPE_CHECKING:
    from freqbias.empirical_spectrum.result import Comparison, EmpiricalSpectrum
    from freqbias.numerics.deviation.preference import Fit

__all__ = ["about", "cells", "head", "notes", "text"]

_PLACES = 10
_SIGNIFICANT = 5  # digits of the smallest eigenvalue that is shown
_INTERRUPTED = {
    True: "Interrupted: values of the last iteration, without error bounds.",
    False: "Interrupted before there were any values.",
}
_LISTS = {"exact": "T", "printed": "(20)"}


def text(found: EmpiricalSpectrum, rows: list[Row]) -> str:
    """Some rows, with all that is said of them."""
    table = [columns(head(found), rows)] if rows else []
    return "\n".join([*about(found), *table, *notes(found)])


def about(found: EmpiricalSpectrum) -> list[str]:
    """What it is the spectrum of."""
    density = found.sample.density
    under = [] if density is None else [f"{density}"]
    return [f"kernel {found.kernel.name}", *under, f"{found.sample}"]


def head(found: EmpiricalSpectrum) -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(name for name, _ in _columns(found))


def cells(found: EmpiricalSpectrum) -> list[Row]:
    """One line for each row."""
    return list(zip(*(cells for _, cells in _columns(found)), strict=True))


def notes(found: EmpiricalSpectrum) -> list[str]:
    """What the columns mean, and what is to be known besides."""
    known = [row.exact for row in found if row.exact is not None]
    proved = ", certified" if all(row.certified for row in known) else ""
    sampled = any(row.sigmas is not None for row in found)
    shared = any(_shared(row) for row in found)
    listed = any(row.printed is not None for row in found)
    untold = found.sample.density is not None and not known and not found.interrupted
    lines = (
        (found.certified, "of H/n: each ball holds just the eigenvalues listed, none is missing."),
        (found.doubt, f"Not certified: {found.doubt}."),
        (found.interrupted, _INTERRUPTED[bool(found.rows)]),
        (untold, "Interrupted before the eigenvalues of T were there."),
        (known, f"of T: exact{proved}; all digits are in --json."),
        (sampled, "sigmas: H/n - T, less its mean, in standard errors of independent samples."),
        (shared, '"   : with the line above, as so many samples do not separate them.'),
        (listed, "(20) : the list that 2003.04560 prints, Z^2 included."),
        (found.fits, _fits(found.fits)),
        (found.repeated, f"{found.repeated:,} points are where another one is: H is singular."),
    )
    return [line for holds, line in lines if holds]


def _columns(found: EmpiricalSpectrum) -> list[tuple[str, list[str]]]:
    places = _places(found)
    columns = (
        ("index", [str(row.sampled.index) for row in found]),
        ("copies", [_copies(row.sampled) for row in found]),
        ("of H/n", [_value(row, places) for row in found]),
        ("of T", [_exact(row, places) for row in found]),
        ("sigmas", [_sigmas(row) for row in found]),
        ("(20)", [_printed(row, places) for row in found]),
        ("", ["" if row.sampled.certified else "not certified" for row in found]),
    )
    return [(name, cells) for name, cells in columns if any(cells)]


def _places(found: EmpiricalSpectrum) -> int:
    """Digits behind the point: enough for the smallest eigenvalue."""
    smallest = min((row.sampled.value for row in found), key=float, default=Ball(1, 0, 0))
    lead = -smallest.exponent - len(str(abs(smallest.mid)))
    return max(_PLACES, lead + _SIGNIFICANT)


def _copies(row: Eigenvalue) -> str:
    return f"{row.multiplicity}{' (cluster)' if row.cluster else ''}"


def _value(row: Comparison, places: int) -> str:
    ball = row.sampled.value
    if row.bare:
        return f"{float(ball):.{places}f}"
    return str(ball.rounded(max(len(str(abs(ball.mid))) + ball.exponent + places, 1)))


def _exact(row: Comparison, places: int) -> str:
    return "" if row.exact is None else f"{float(row.exact.value):.{places}f}"


def _sigmas(row: Comparison) -> str:
    if row.sigmas is None:
        return ""
    return '"' if _shared(row) else f"{row.sigmas:+.2f}"


def _shared(row: Comparison) -> bool:
    """Whether the sigmas stand in a line above."""
    return row.together is not None and row.together[0] < row.sampled.index


def _printed(row: Comparison, places: int) -> str:
    return "" if row.printed is None else f"{row.printed:.{places - 2}f}"


def _fits(fits: tuple[Fit, ...]) -> str:
    """How far the data are from whole lists."""
    said = [
        f"{_name(fit)}: {fit.sigmas:.{2 if abs(fit.sigmas) < 100 else 0}f}"
        for fit in fits
        if fit.name in _LISTS
    ]
    return (
        f"Whole lists from index 1 on, in sigmas (by chi-square, a rough scale): {'; '.join(said)}."
    )


def _name(fit: Fit) -> str:
    times = "" if fit.scale == 1 else f" times {fit.scale:.3g}"
    return f"{_LISTS[fit.name]}{times}"
