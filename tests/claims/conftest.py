"""Verdicts on all claims, examined once for the tests of this room."""

from typing import Any

import pytest

from freqbias.claims import records, registry
from freqbias.claims.judge import Verdict
from freqbias.claims.proofs import judged
from freqbias.verification import versions


@pytest.fixture(scope="session")
def verdicts() -> dict[str, Verdict]:
    """By id, but for slow claims, which ``.ci/nightly`` examines.

    Tests that ask for it belong to the xdist group "verdicts": one worker examines.
    """
    return {
        claim.id: records.examine(claim, versions(), thorough=True)
        for claim in registry.all_claims()
        if not claim.slow
    }


@pytest.fixture(scope="session")
def all_records(verdicts: dict[str, Verdict]) -> dict[str, dict[str, Any]]:
    """The verdicts as records by id, with their proofs judged."""
    found = judged([records.record(verdict) for verdict in verdicts.values()], {})
    return {record["id"]: record for record in found}
