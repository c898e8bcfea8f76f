"""The one error for input that cannot be meant: a sentence with argument, value and relation."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["InputError", "NotExponentialPolynomial", "integer", "nearest", "shown"]


class InputError(ValueError):
    """A value the caller passed breaks a stated relation; the message is one sentence."""


class NotExponentialPolynomial(InputError):
    """The expression is not a finite sum of ``theta^n e^{i w theta}``."""


def shown(value: object, limit: int = 60) -> str:
    """The value as it appears in an error message, cut to ``limit`` characters.

    >>> shown("x" * 100, limit=8)
    "'xxxxxx..."
    """
    if isinstance(value, int) and value.bit_length() > 4 * limit:
        return f"an integer of {value.bit_length()} bits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "..."


def integer(name: str, value: object, least: int, most: int) -> int:
    """The value, if it is an integer in the range.

    >>> integer("count", 0, 1, 400)
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: count 0 is not an integer between 1 and 400
    """
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise InputError(f"{name} {shown(value)} is not an integer between {least} and {most}")


def nearest(kind: str, name: str, known: Iterable[str]) -> InputError:
    """The error for an unknown name, with the nearest known one.

    >>> raise nearest("kernel", "both_layer", ["first_layer", "both_layers"])
    Traceback (most recent call last):
    freqbias.theory.errors.InputError: unknown kernel 'both_layer'; did you mean 'both_layers'?
    """
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.4)
    listed = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    hint = f"did you mean {close[0]!r}?" if close else f"known: {listed}"
    return InputError(f"unknown {kind} {shown(name)}; {hint}")
