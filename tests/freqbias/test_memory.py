"""Memory that may be had, as machine and control groups of either version tell it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freqbias import memory
from freqbias.theory.errors import InputError

_MACHINE = "MemTotal:       2000 kB\nMemFree:          10 kB\nMemAvailable:   1000 kB\n"


def _tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _second(group: str, limit: str, usage: int, inactive: int) -> dict[str, str]:
    folder = f"sys/fs/cgroup/{group}".rstrip("/")
    return {
        f"{folder}/memory.max": f"{limit}\n",
        f"{folder}/memory.current": f"{usage}\n",
        f"{folder}/memory.stat": f"anon 5\ninactive_file {inactive}\n",
    }


def test_without_groups_the_machine_decides(tmp_path: Path) -> None:
    _tree(tmp_path, {"proc/meminfo": _MACHINE, "proc/self/cgroup": "0::/\n"})
    assert memory.available(tmp_path) == 1000 * 1024


def test_nothing_known_is_no_number(tmp_path: Path) -> None:
    assert memory.available(tmp_path) is None


@given(
    limits=st.lists(st.integers(0, 2**40) | st.just("max"), min_size=1, max_size=4),
    usage=st.integers(0, 2**38),
    inactive=st.integers(0, 2**38),
)
def test_the_tightest_group_around_decides(
    tmp_path_factory: pytest.TempPathFactory,
    limits: list[int | str],
    usage: int,
    inactive: int,
) -> None:
    path = [f"g{depth}" for depth in range(len(limits))]
    root = tmp_path_factory.mktemp("root")
    files = {"proc/self/cgroup": f"0::/{'/'.join(path)}\n", "proc/meminfo": _MACHINE}
    for depth, limit in enumerate(limits, start=1):
        files |= _second("/".join(path[:depth]), str(limit), usage, inactive)
    left = [limit - usage + inactive for limit in limits if isinstance(limit, int)]
    expected = max(min([1000 * 1024, *left]), 0)
    assert memory.available(_tree(root, files)) == expected


def test_a_container_that_sees_its_group_as_the_root(tmp_path: Path) -> None:
    files = {
        "proc/meminfo": _MACHINE,
        "proc/self/cgroup": "7:cpu,memory:/docker/abc\n3:cpuset:/x\n0::/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "5000\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "3000\n",
        "sys/fs/cgroup/memory/memory.stat": "inactive_file 1\ntotal_inactive_file 400\n",
    }
    assert memory.available(_tree(tmp_path, files)) == 5000 - 3000 + 400


def test_refusal_says_what_is_needed_and_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: 4_000_000_000)
    memory.require(4_000_000_000, "this")
    with pytest.raises(InputError) as caught:
        memory.require(4_000_000_001, "10 points")
    assert str(caught.value) == "10 points need about 4.0 GB of memory, but 4.0 GB are there"


def test_this_machine_has_some() -> None:
    there = memory.available()
    assert there is None or there > 2**24, there
