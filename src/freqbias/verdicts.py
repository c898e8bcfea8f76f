"""Several verdicts as a sequence that shows itself as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from freqbias.claims import registry
from freqbias.claims.display import badge
from freqbias.claims.evidence import Evidence
from freqbias.claims.judge import Ruling, Status, Verdict
from freqbias.theory.display import columns, html_lines, html_table
from freqbias.theory.errors import nearest

__all__ = ["Verdicts", "verdict", "verdicts"]

_HEAD = ("verdict", "claim", "controls", "because")
_WIDTH = 60


@dataclass(frozen=True, repr=False)
class Verdicts:
    """Verdicts in the order of the paper; by index, or by id.

    :raises InputError: for an id that is none, or is not among them.

    :param left_out: ids of slow claims that were selected, but not by name.
    """

    verdicts: tuple[Verdict, ...]
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.verdicts)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __getitem__(self, which: int | str) -> Verdict:
        if isinstance(which, str):
            found = {verdict.claim.id: verdict for verdict in self.verdicts}
            if registry.claim(which).id not in found:
                raise nearest("verdict", which, found)
            return found[registry.claim(which).id]
        return self.verdicts[which]

    def only(self, status: str) -> Verdicts:
        """Those with one status, say "REFUTED"."""
        kept = tuple(v for v in self.verdicts if v.status is Status(status.upper()))
        return Verdicts(kept)

    @property
    def summary(self) -> str:
        """How many there are of each."""
        counts = Counter(verdict.status for verdict in self.verdicts)
        found = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
        rejected = sum(verdict.rejected for verdict in self.verdicts)
        controls = sum(len(verdict.claim.controls) for verdict in self.verdicts)
        left = f"; left out, for they are slow: {', '.join(self.left_out)}" if self.left_out else ""
        many = f"{len(self)} claim{'s' * (len(self) != 1)}"
        return f"{many}: {found or 'none'}; {rejected} of {controls} controls rejected{left}"

    def __repr__(self) -> str:
        rows = [(v.status.value, *_cells(v, _WIDTH)) for v in self.verdicts]
        return f"{columns(_HEAD, rows)}\n{self.summary}"

    def _repr_html_(self) -> str:
        rows = [(badge(v.status.value), *_cells(v)) for v in self.verdicts]
        return str(html_lines(html_table(_HEAD, rows), self.summary))


def _cells(verdict: Verdict, width: int | None = None) -> tuple[str, str, str]:
    reason = verdict.ruling.reason
    if width is not None and len(reason) > width:
        reason = reason[: width - 3] + "..."
    return verdict.claim.id, f"{verdict.rejected}/{len(verdict.claim.controls)}", reason


def verdict(record: Mapping[str, Any]) -> Verdict:
    """The verdict of which this is the record (:func:`freqbias.claims.records.record`)."""
    statuses: Mapping[str, str] = record["controls"]["statuses"]
    return Verdict(
        registry.claim(record["id"]),
        Ruling(Status(record["verdict"]), record["reason"], record["everywhere"]),
        Evidence.from_json(record["evidence"]),
        {name: Status(status) for name, status in statuses.items()},
        record["defect"],
    )


def verdicts(records: Sequence[Mapping[str, Any]], left_out: Sequence[str] = ()) -> Verdicts:
    """All of them."""
    return Verdicts(tuple(map(verdict, records)), tuple(left_out))
