"""What was asked for on the command line, and which claims of the papers that selects."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Options", "split"]


@dataclass(frozen=True)
class Options:
    """How claims are examined.

    :param timeout: seconds after which a check counts as hanging; slow claims have ten times that.
    :param seed: of all sampling, property tests included.
    :param report: the file for the JSON report.
    """

    timeout: float
    seed: int
    report: Path | None

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """From the command line.

        :raises pytest.UsageError: for a value that cannot be meant.
        """
        timeout = config.getoption("claims_timeout")
        if not 0 < timeout <= 1e6:
            raise pytest.UsageError(
                f"--claims-timeout {timeout:g} is not between 0 and 1e6 seconds"
            )
        return cls(timeout, config.getoption("claims_seed"), _target(config))


def _target(config: pytest.Config) -> Path | None:
    """The file of ``--claims-json``, checked before any work is done."""
    import click

    from freqbias.cli.output import json_target

    given = config.getoption("claims_json")
    if given is None:
        return None
    path = config.invocation_params.dir / given if given else ""
    try:
        return json_target(str(path), "--claims-json")
    except click.ClickException as error:
        raise pytest.UsageError(error.format_message()) from None


def split(given: list[str], folder: Path) -> tuple[list[str], list[str]]:
    """Selectors and paths: pytest hands a path after ``--claims`` to that option.

    :raises pytest.UsageError: for what looks like a file and is none.

    >>> split(["", "basri2020.eq20", "/"], Path("/"))
    (['basri2020.eq20'], ['/'])
    """
    selectors, paths = [], []
    for text in filter(None, given):
        name = text.split("::")[0]
        if (folder / name).exists():
            paths.append(text)
        elif os.sep in text or name.endswith(".py"):
            raise pytest.UsageError(f"--claims {text!r}: there is no file {name!r}")
        else:
            selectors.append(text)
    return selectors, paths
