"""Runs are interchangeable between executors, resumable, and cached by what they depend on."""

import json
import signal
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from freqbias import verification
from freqbias.cache import Cache
from freqbias.verification import Run
from freqbias.workers import processes, time_limit

_IDS = ["basri2020.eq5.printed", "basri2020.eq4.constant", "basri2020.eq20.z-scaling"]


def _stable(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for record in records:
        record["evidence"].pop("seconds")
        record.pop("seconds")
    return records


def test_executors_agree(tmp_path: Path) -> None:
    def run(name: str, executor: Executor | None) -> list[dict[str, Any]]:
        cache = Cache(tmp_path / name, pytest.fail)
        return _stable(verification.verify(_IDS, cache, executor=executor))

    alone = run("alone", None)
    with processes(2) as pool, ThreadPoolExecutor(1) as threads:
        assert run("processes", pool) == alone
        assert run("threads", threads) == alone
    assert [record["id"] for record in alone] == _IDS


def test_interrupted_run_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "c.sqlite", pytest.fail)
    done: list[str] = []

    def interrupt(id_: str) -> None:
        done.append(id_)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verification.verify(_IDS, cache, progress=interrupt)
    computed: list[str] = []
    compute = verification.examine_by_id

    def counting(id_: str, run: Run) -> dict[str, Any]:
        computed.append(id_)
        return compute(id_, run)

    monkeypatch.setattr(verification, "examine_by_id", counting)
    verification.verify(_IDS, cache)
    assert computed == _IDS[2:], f"resuming computed {computed}"
    verification.verify(_IDS, cache)
    assert computed == _IDS[2:], "a cached run computed something"
    verification.verify(_IDS[:1], cache, fresh=True)
    assert computed == [*_IDS[2:], _IDS[0]]


@pytest.mark.parametrize("change", ["seed", "thorough", "source", "versions"])
def test_the_cache_is_keyed_by_what_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    cache = Cache(tmp_path / "c.sqlite", pytest.fail)
    verification.verify(_IDS[:1], cache)
    again = {"id": "again", "verdict": "PROVED", "steps": [], "is_step": False, "kind": "limit"}
    monkeypatch.setattr(verification, "examine_by_id", lambda *_: again)
    options: dict[str, Any] = {}
    if change == "seed":
        options["seed"] = 1
    elif change == "thorough":
        options["thorough"] = True
    elif change == "source":
        monkeypatch.setattr(verification, "source_digest", lambda: "other source")
    else:
        monkeypatch.setattr(verification, "versions", lambda: {"sympy": "0"})
    (record,) = verification.verify(_IDS[:1], cache, run=Run(**options))
    assert record["id"] == "again"


def test_source_digest_sees_every_room() -> None:
    names = []
    root = Path(verification.__file__).parent
    for room in ("theory", "numerics", "derivations", "claims", "cli"):
        names += list((root / room).glob("*.py"))
    assert len(names) > 30
    assert len(verification.source_digest()) == 64


def test_a_time_limit_gives_somebody_elses_timer_back() -> None:
    def ring(number: int, frame: object) -> None:
        raise AssertionError("the outer timer rang")

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 50)
        with time_limit(10):
            pass
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 45 < left <= 50, f"{left} s are left of 50"
        assert signal.getsignal(signal.SIGALRM) is ring
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_slow_claims_are_left_to_the_full_profile_unless_named(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c.sqlite", pytest.fail)
    quick = verification.select(["basri2020.fig7"], cache)
    assert "basri2020.fig7" in quick.ids, "it is named"
    assert quick.left_out == ["basri2020.fig7.ratios"]
    everything = verification.select([], cache)
    assert {"basri2020.fig7", "basri2020.fig7.ratios"} <= set(everything.left_out)
    full = verification.select([], cache, Run(thorough=True))
    assert not full.left_out
    assert sorted(full.ids) == sorted([*everything.ids, *everything.left_out])


def test_a_ledger_keeps_the_entries_of_what_is_left_out(tmp_path: Path) -> None:
    from freqbias.claims import ledger

    kept = "basri2020.fig7"
    assert not any(sentence.startswith(f"{kept} ") for sentence in ledger.differences([], [kept]))
    assert any(sentence.startswith(f"{kept} ") for sentence in ledger.differences([], []))
    path = tmp_path / "ledger.json"
    ledger.write([], path, [kept, "basri2020.of-no-entry"])
    assert json.loads(path.read_text()) == [ledger.committed()[kept]]


def test_every_claim_has_an_entry_in_the_ledger() -> None:
    from freqbias.claims import ledger, registry

    ids = [claim.id for claim in registry.all_claims()]
    assert list(ledger.committed()) == ids, "slow claims too, in the order of the papers"
