"""The records of a report; for slow claims that were not run here, what the committed ledger says."""

from __future__ import annotations

from collections.abc import Sequence

from freqbias.cache import Cache
from freqbias.verification import Record, Run

__all__ = ["NOT_RUN", "completed"]

NOT_RUN = "not run here: the verdict is that of the committed ledger"


def completed(records: Sequence[Record], left_out: Sequence[str], cache: Cache) -> list[Record]:
    """The records, and those of the claims that were left out, in the order of the papers.

    A claim left out is in the cache after ``freqbias verify --profile full``; else its record has the
    verdict of the ledger, the reason :data:`NOT_RUN`, and no evidence.
    """
    from freqbias.claims.ledger import committed
    from freqbias.claims.proofs import judged
    from freqbias.claims.registry import papers

    if not left_out:
        return list(records)
    found = {record["id"]: record for record in records}
    found |= {id_: _cached(id_, cache) or _committed(id_) for id_ in left_out}
    ordered = [found[id_] for id_ in papers.ids if id_ in found]
    return judged(ordered, committed())


def _cached(id_: str, cache: Cache) -> Record | None:
    for run in (Run(thorough=True), Run()):
        record: Record | None = cache.get(run.key(id_))
        if record is not None:
            return record
    return None


def _committed(id_: str) -> Record:
    """What is judged is here; of the evidence only what the ledger keeps."""
    from freqbias.claims import records
    from freqbias.claims.ledger import committed
    from freqbias.claims.registry import papers

    record = records.record(records.defective(papers.find(id_), NOT_RUN, {}))
    entry = committed().get(id_)
    if entry is None:  # a new claim: undecided, for this very reason
        return {**record, "defect": None}
    controls = {**entry["controls"], "statuses": {}}
    return {**record, "defect": None, "verdict": entry["verdict"], "controls": controls}
