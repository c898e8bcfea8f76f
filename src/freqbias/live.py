"""What is being checked, and how many are done: on a terminal or in a notebook, nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from freqbias.status import status

__all__ = ["progress"]

Tick = Callable[[str], None]


@contextmanager
def progress(ids: list[str]) -> Iterator[Tick]:
    """Show what is done of the ids; the tick is called with each that is there.

    :param ids: in the order in which they are likely to come.
    """
    left = dict.fromkeys(ids)

    def line() -> str:
        likely = next((f"checking {id_}" for id_ in list(left)), "")
        return f"{len(ids) - len(left)}/{len(ids)}  {likely}"

    with status(line()) as say:

        def tick(id_: str) -> None:
            left.pop(id_, None)
            say(line())

        yield tick
