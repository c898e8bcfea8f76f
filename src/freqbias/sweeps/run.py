"""Running a sweep: through any Executor, each matrix stored as soon as it is there, resumable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from warnings import warn

from freqbias.status import status
from freqbias.sweeps.cases import Case, edition, plan
from freqbias.sweeps.store import Store
from freqbias.sweeps.table import Row, Table
from freqbias.sweeps.tasks import Found, Reference, reference, sampled
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["execute", "sweep"]


def sweep(
    densities: Iterable[Density],
    samples: Iterable[int],
    kernels: Iterable[Kernel] = (first_layer_bias,),
    *,
    seeds: Iterable[int] | None = None,
    count: int = 20,
    points: str | Sequence[str] = "iid",
    executor: Executor | None = None,
    store: str | Path | None = None,
) -> Table:
    """The largest eigenvalues of H/n for every combination, each beside the eigenvalue of T.

    ``H_ij = k(x_i - x_j)`` at n samples of the density.  With a store, each matrix is written as soon
    as it is there; the same call goes on where one that was interrupted ended.

    :param samples: sizes n.
    :param seeds: of "iid" points; ``range(10)`` where left out.
    :param count: how many eigenvalues.
    :param points: "iid", "quantile", ``F^{-1}((i + 1/2)/n)``, or both.
    :param executor: any ``concurrent.futures.Executor``, also that of a Dask client; None computes in
        this process.
    :param store: an SQLite file, made where it is not there; the table ``eigenvalues`` in it has
        a ``Row`` in each row.
    :raises InputError: naming argument, value and the relation it breaks; for want of memory only when
        all other matrices are done.

    >>> from freqbias.theory.densities import uniform
    >>> table = sweep([uniform()], [100, 400], seeds=range(3), count=2)
    >>> table.runs, len(table)
    (6, 12)
    >>> table[1].n, table[1].seed, table[1].index, abs(table[1].deviation) < 0.1
    (100, 0, 1, True)
    """
    cases = plan(densities, samples, kernels, seeds, count, points)
    return execute(cases, None if store is None else Store(Path(store), _warn), executor)


def _warn(sentence: str) -> None:
    warn(sentence, stacklevel=2)


def execute(
    cases: Sequence[Case], store: Store | None = None, executor: Executor | None = None
) -> Table:
    """The table of all cases: from the store what it has, else computed, and stored at once."""
    keys = {case.key: case for case in cases}
    rows = {} if store is None else {k: found for k in keys if (found := store.get(k)) is not None}
    missing = [case for key, case in keys.items() if key not in rows]
    with status(f"{len(missing)} sampled matrices") as say:
        for done, (case, new) in enumerate(_computed(missing, executor), start=1):
            if store is not None:
                store.put(new)
            rows[case.key] = new
            say(f"{done} of {len(missing)} sampled matrices; {case}")
    return Table(tuple(row for key in keys for row in rows[key]), len(missing))


def _computed(
    cases: Sequence[Case], executor: Executor | None
) -> Iterator[tuple[Case, tuple[Row, ...]]]:
    """Each case with its rows, as they come; the spectra they are compared with come first."""
    pairs = dict.fromkeys(_compared(case) for case in cases)
    known = dict(_answers(reference, {pair: pair for pair in pairs}, executor))
    calls = {case: (case, edition()) for case in cases}
    for case, (found, seconds) in _answers(sampled, calls, executor):
        yield case, _rows(case, found, known[_compared(case)], seconds)


def _compared(case: Case) -> tuple[Density, Kernel, int]:
    return case.sample.density, case.kernel, case.count


def _answers(
    call: Callable[..., Any], arguments: dict[Any, tuple[Any, ...]], executor: Executor | None
) -> Iterator[tuple[Any, Any]]:
    """What the call gives for each entry, in any order; the first InputError is raised at the end."""
    refused: list[InputError] = []
    for name, answer in _asked(call, arguments, executor):
        try:
            yield name, answer()
        except InputError as error:
            refused.append(error)
    if refused:
        raise refused[0]


def _asked(
    call: Callable[..., Any], arguments: dict[Any, tuple[Any, ...]], executor: Executor | None
) -> Iterator[tuple[Any, Callable[[], Any]]]:
    """Each entry with what gives its answer or raises its error."""
    if executor is None:
        yield from ((name, partial(call, *values)) for name, values in arguments.items())
        return
    futures: dict[Future[Any], Any] = {}
    try:
        for name, values in arguments.items():
            futures[executor.submit(call, *values)] = name
        for future in as_completed(futures):
            yield futures[future], future.result
    finally:
        for future in futures:
            future.cancel()


def _rows(case: Case, found: Sequence[Found], known: Reference, seconds: float) -> tuple[Row, ...]:
    drawn = case.sample.report()
    shared: dict[str, Any] = {
        "run": case.key,
        "version": edition(),
        "density": drawn["density"],
        "kernel": case.kernel.name,
        "n": drawn["samples"],
        "points": drawn["points"],
        "seed": drawn["seed"],
        "count": case.count,
        "seconds": seconds,
    }
    return tuple(
        Row(
            **shared,
            **asdict(one),
            exact=known.exact[one.index][0],
            exact_rad=known.exact[one.index][1],
            printed=known.printed[one.index],
        )
        for one in found
    )
