"""sdist and wheel hold every file: hatchling skips folders it believes it has walked."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ROOMS = ("theory", "numerics", "derivations", "claims")


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so the list of tracked files is not known")
    return listed.stdout.splitlines()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An sdist of the checkout, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(_ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


def test_sdist_holds_every_tracked_file(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    links = {f"src/freqbias/{room}" for room in _ROOMS}
    missing = [name for name in _tracked() if name not in held | links]
    assert not missing, f"the sdist lacks {missing}"


def test_wheel_holds_every_module(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        held = set(archive.namelist())
    expected = []
    for name in _tracked():
        if name.startswith(_ROOMS):
            expected.append(f"freqbias/{name}")
        elif name.startswith("src/freqbias/") and Path(name).name not in _ROOMS:
            expected.append(name.removeprefix("src/"))
    missing = [name for name in expected if name not in held]
    assert expected
    assert not missing, f"the wheel lacks {missing}"
