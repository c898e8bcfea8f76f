"""The command line.  Modules here import click alone at the top, so that help is immediate."""

from __future__ import annotations

import os
import sys

import click

from freqbias.cli import (
    claims,
    converge,
    derive,
    empirical,
    erratum,
    fourier,
    predict,
    report,
    show,
    spectrum,
    sweep,
    verify,
)

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="freqbias")
def cli() -> None:
    """Frequency bias of neural networks: check its theory, with evidence."""


_COMMANDS = (verify, claims, show, derive, report, erratum, fourier, spectrum, converge, predict)
for module in (*_COMMANDS, empirical, sweep):
    for command in module.COMMANDS:
        cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: a user's mistake is one sentence and exit status 2."""
    try:
        status = cli.main(arguments, prog_name="freqbias", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 2
    except click.ClickException as error:
        click.echo(f"freqbias: {error.format_message()}", err=True)
        status = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("freqbias: interrupted; verdicts that were there are in the cache", err=True)
        status = 130
    except (BrokenPipeError, SystemExit):  # click exits when the reader of a pipe left: it has
        # what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        click.echo(f"freqbias: the output cannot be written: {error.strerror}", err=True)
        status = 2
    except ValueError as error:
        from freqbias.theory.errors import InputError

        if not isinstance(error, InputError):
            raise
        click.echo(f"freqbias: {error}", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)
