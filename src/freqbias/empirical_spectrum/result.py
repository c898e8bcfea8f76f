"""Eigenvalues of H/n beside those of T: rows, text, HTML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from freqbias.empirical_spectrum import table
from freqbias.empirical_spectrum.sample import Sample
from freqbias.numerics.balls import Ball
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.numerics.evaluate import Floats
from freqbias.theory.display import elided, html_lines, html_table
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel

if TYPE_CHECKING:
    from freqbias.numerics.deviation.preference import Fit
    from freqbias.numerics.gram.eigenpairs import SampledSpectrum

__all__ = ["Comparison", "EmpiricalSpectrum"]


_DIGITS = 17


@dataclass(frozen=True)
class Comparison:
    """One eigenvalue of H/n, or a cluster, and what theory says of the same indices.

    :param sampled: with index, multiplicity and enclosure; with the radius 0 and not certified it is a
        bare value, of an iteration that was interrupted.
    :param exact: of T; None without a density, or where the run ended early.
    :param printed: of 2003.04560 (20), as it stands there; None for other kernels.
    :param sigmas: of the sum over ``together``: H/n minus T minus the mean shift, in standard errors of
        independent samples; None for other points.
    :param together: the indices [first, last) that so many samples do not separate.
    """

    sampled: Eigenvalue
    exact: Eigenvalue | None = None
    printed: float | None = None
    sigmas: float | None = None
    together: tuple[int, int] | None = None

    @property
    def bare(self) -> bool:
        """Whether there is no enclosure."""
        return not self.sampled.certified and self.sampled.value.rad == 0

    def report(self) -> dict[str, Any]:
        """For JSON: numbers as decimal strings; ``together`` lists indices."""
        mid, rad = _decimal(self.sampled.value)
        value = float(self.sampled.value)
        return {
            "index": self.sampled.index,
            "multiplicity": self.sampled.multiplicity,
            "cluster": self.sampled.cluster,
            "mid": repr(value) if self.bare else mid,
            "rad": None if self.bare else rad,
            "certified": self.sampled.certified,
            "exact": None if self.exact is None else _exact(self.exact),
            "printed": None if self.printed is None else f"{self.printed:.15g}",
            "sigmas": None if self.sigmas is None else f"{self.sigmas:.4g}",
            "together": None if self.together is None else list(range(*self.together)),
        }


def _exact(row: Eigenvalue) -> dict[str, Any]:
    mid, rad = _decimal(row.value)
    return {"mid": mid, "rad": rad, "multiplicity": row.multiplicity, "certified": row.certified}


def _decimal(ball: Ball) -> tuple[str, str]:
    return ball.rounded(_DIGITS).decimal()


@dataclass(frozen=True, repr=False, eq=False)
class EmpiricalSpectrum:
    """The largest eigenvalues of H/n, ``H_ij = k(x_i - x_j)``, decreasing, beside those of T.

    ``e[j]`` is a row: a :class:`Comparison`.

    :param fits: of whole lists, from index 1 on, to independent samples.
    :param repeated: how many points are at the place of another one: then H is singular.
    :param found: has the eigenvectors; None if the run was interrupted.
    """

    sample: Sample
    kernel: Kernel
    rows: tuple[Comparison, ...]
    fits: tuple[Fit, ...] = ()
    repeated: int = 0
    found: SampledSpectrum | None = None

    @property
    def interrupted(self) -> bool:
        """Whether the run ended before the eigenvalues were certified."""
        return self.found is None

    @property
    def certified(self) -> bool:
        """Whether every ball holds exactly its eigenvalues, and none is missing."""
        return not self.interrupted and all(row.sampled.certified for row in self.rows)

    @property
    def doubt(self) -> str:
        """Why rows are not certified; empty if they are."""
        return "" if self.found is None else self.found.reason

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Comparison:
        return self.rows[index]

    def __iter__(self) -> Iterator[Comparison]:
        return iter(self.rows)

    def vectors(self) -> Floats:
        """Orthonormal eigenvectors of H in the order of the points, a column for each copy.

        :raises InputError: if the run was interrupted.
        """
        if self.found is None:
            raise InputError("the run was interrupted, so there are no eigenvectors")
        last = self.rows[-1].sampled
        return self.found.vectors()[:, : last.index + last.multiplicity]

    def report(self) -> dict[str, Any]:
        """Everything as plain data for JSON; numbers as decimal strings."""
        return {
            "kernel": self.kernel.name,
            **self.sample.report(),
            "repeated": self.repeated,
            "certified": self.certified,
            "doubt": self.doubt or None,
            "interrupted": self.interrupted,
            "eigenvalues": [row.report() for row in self.rows],
            "fits": [asdict(fit) for fit in self.fits],
        }

    def text(self) -> str:
        """All rows as a table, with what it is and what its columns mean."""
        return table.text(self, table.cells(self))

    def __repr__(self) -> str:
        return table.text(self, elided(table.cells(self)))

    def _repr_html_(self) -> str:
        rows = html_table(table.head(self), elided(table.cells(self)))
        return str(html_lines(*table.about(self), rows, *table.notes(self)))
