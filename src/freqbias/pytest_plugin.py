"""The pytest plugin: claims as tests.  Nothing else of the package is imported until it is used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from freqbias.claims.judge import Verdict
    from freqbias.theory.densities import Density
    from freqbias.theory.kernels import Kernel

_MARKER = (
    "claim(id, verdict=None): the test rests on a claim of the papers, which is examined first; "
    "it fails if the verdict is not the given one, or else that of the committed ledger."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("freqbias", "freqbias: claims as tests")
    group.addoption("--claims", action="append", nargs="?", const="", metavar="SELECTOR",
                    help="Run claims, and nothing else: those that a SELECTOR (an id, the beginning of "
                    "one, an alias) matches or a path leads to; without either, all.")  # fmt: skip
    group.addoption("--claims-timeout", type=float, default=600.0, metavar="SECONDS",
                    help="How long one claim may take; longer is a defect [600].")  # fmt: skip
    group.addoption("--claims-seed", type=int, default=0, metavar="N",
                    help="Seed of all that claims sample or draw [0].")  # fmt: skip
    group.addoption("--claims-json", metavar="FILE",
                    help="Write the records of the claims that ran to a file.")  # fmt: skip
    parser.addini("freqbias_claim_files", "Files with claims of one's own, read with --claims.",
                  type="args", default=["claims_*.py"])  # fmt: skip
    parser.addini("freqbias_density", "What the fixture density gives.",
                  default="1 : 2 : 4 on -1, -1/3, 1/3, 1")  # fmt: skip
    parser.addini("freqbias_kernel", "What the fixture kernel gives.", default="first_layer_bias")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    if config.getoption("claims"):
        from freqbias.testing.session import ClaimsRun

        config.pluginmanager.register(ClaimsRun(config), "freqbias-claims")


def pytest_pycollect_makeitem(
    collector: pytest.Collector, name: str, obj: Any
) -> pytest.Item | None:
    """A test decorated with ``freqbias.testing.claim`` is a claim, with ``--claims`` and without."""
    known = sys.modules.get("freqbias.claims.claim")
    if known is None or not name.startswith("test"):
        return None
    if not isinstance(obj, known.Claim) and not isinstance(obj, pytest.MarkDecorator):
        return None
    from freqbias.testing.items import decorated

    return decorated(collector, name, obj)


def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    if any(item.get_closest_marker("claim") for item in items):
        from freqbias.testing.markers import depend_on_claims

        depend_on_claims(session, items)


@pytest.fixture(scope="session")
def check(pytestconfig: pytest.Config) -> Callable[[str], Verdict]:
    """``check(id)``: the verdict on a claim of the papers, from the cache where that has it."""
    from freqbias.testing.fixtures import checker

    return checker(pytestconfig)


@pytest.fixture
def density(request: pytest.FixtureRequest) -> Density:
    """A density: that of an indirect parameter, or of the ini option ``freqbias_density``."""
    from freqbias.testing.fixtures import density

    return density(getattr(request, "param", request.config.getini("freqbias_density")))


@pytest.fixture
def kernel(request: pytest.FixtureRequest) -> Kernel:
    """A kernel: that of an indirect parameter, or of the ini option ``freqbias_kernel``."""
    from freqbias.testing.fixtures import kernel

    return kernel(getattr(request, "param", request.config.getini("freqbias_kernel")))
