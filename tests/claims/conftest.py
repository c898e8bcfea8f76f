"""Verdicts on all claims, examined once for the tests of this room."""

import pytest

from freqbias.claims import records, registry
from freqbias.claims.judge import Verdict
from freqbias.verification import versions


@pytest.fixture(scope="session")
def verdicts() -> dict[str, Verdict]:
    """By id.  Tests that ask for it belong to the xdist group "verdicts": one worker examines."""
    return {
        claim.id: records.examine(claim, versions(), thorough=True)
        for claim in registry.all_claims()
    }
