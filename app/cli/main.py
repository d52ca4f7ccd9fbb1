"""The way in: from the words of the command line to the exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app import __version__
from app.cli.arguments import make_parser, sort_out
from app.cli.command import DONE, FAILED, INTERRUPTED, WRONG_USE, Command, Request
from app.cli.output import Output, OutputError, abandon_stdout, flush, prepare_streams, say_error, say_query_error
from app.cli.table import find_command, is_family, overview
from app.config.paths import library_folder
from app.domain.errors import PaperdeskError, QueryError, UsageError

Runs = Mapping[str, Callable[[Request], int]]


def main(argv: list[str] | None = None, runs: Runs = MappingProxyType({})) -> int:
    """Run one command and return its exit code; nothing is raised, nothing is asked.

    `runs` carries out, by their names, commands that the core only describes: those of the window.
    """
    prepare_streams()
    try:
        code = _run(sys.argv[1:] if argv is None else argv, runs)
        flush()
    except SystemExit as done:  # argparse has printed a help
        return done.code if isinstance(done.code, int) else DONE
    except BrokenPipeError:  # the reader of our output has seen enough
        abandon_stdout()
        return DONE
    except KeyboardInterrupt:
        say_error("Interrupted. What was finished is kept, what was being done was taken back.")
        return INTERRUPTED
    except QueryError as error:
        say_query_error(error)
        return error.exit_code
    except PaperdeskError as error:
        say_error(str(error))
        if isinstance(error, OutputError):
            abandon_stdout()
        return error.exit_code
    except Exception:  # noqa: BLE001 - the last place where a bug can become a sentence
        traceback.print_exc()
        say_error("This is a bug in Paperdesk; please report it with the lines above. What was finished is kept.")
        return FAILED
    return code


def _run(argv: list[str], runs: Runs) -> int:
    library, words = _split_off_globals(argv)
    if not words:
        print(overview(), file=sys.stderr, end="")
        return WRONG_USE
    if words[0] in _SPECIAL:
        print(_SPECIAL[words[0]](), end="")
        return DONE
    if is_family(words[0]) and words[1:] == ["--help"]:
        print(overview(words[0]), end="")
        return DONE
    command, rest = find_command(words)
    return _run_command(replace(command, run=runs.get(command.name, command.run)), rest, library)


_SPECIAL = {"--help": overview, "--version": lambda: f"paperdesk {__version__}\n"}


def _split_off_globals(argv: list[str]) -> tuple[str | None, list[str]]:
    """`--library DIR` in front of the command, and the rest."""
    if argv[:1] == ["--library"]:
        if len(argv) < 2:
            raise UsageError("--library needs a value: --library DIR.")
        return argv[1], argv[2:]
    if argv and argv[0].startswith("--library="):
        return argv[0].partition("=")[2], argv[1:]
    return None, argv


def _run_command(command: Command, words: list[str], library: str | None) -> int:
    parser = make_parser(command.name, f"{command.help}. {command.details}".rstrip(), command.all_arguments)
    arguments = parser.parse_args(sort_out(command.name, words, command.all_arguments))
    chosen = library if arguments.library is None else arguments.library
    if chosen == "":
        raise UsageError("--library needs the name of a folder, not an empty text.")
    folder = library_folder(None if chosen is None else Path(chosen))
    return command.run(Request(arguments, Output(getattr(arguments, "json", False)), folder))


if __name__ == "__main__":
    sys.exit(main())
