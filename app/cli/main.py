"""Entry point of the command line: parses arguments, runs one command, returns the exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app import __version__
from app.cli.arguments import make_parser, normalize_arguments
from app.cli.command import DONE, FAILED, INTERRUPTED, USAGE_ERROR, Command, Request
from app.cli.output import Output, OutputError, configure_streams, discard_stdout, flush, print_error, print_query_error
from app.cli.table import find_command, is_command_group, overview
from app.config.paths import library_folder
from app.domain.errors import PaperdeskError, QueryError, UsageError

CommandHandlers = Mapping[str, Callable[[Request], int]]


def main(argv: list[str] | None = None, handlers: CommandHandlers = MappingProxyType({})) -> int:
    """Run one command and return its exit code; never raises and never prompts.

    `handlers` implements, by name, the commands that need the window.
    """
    configure_streams()
    try:
        code = _run(sys.argv[1:] if argv is None else argv, handlers)
        flush()
    except SystemExit as done:  # argparse has printed the help
        return done.code if isinstance(done.code, int) else DONE
    except BrokenPipeError:  # the reader of our output has closed the pipe
        discard_stdout()
        return DONE
    except KeyboardInterrupt:
        print_error("Interrupted. Finished work is kept; the rest was rolled back.")
        return INTERRUPTED
    except QueryError as error:
        print_query_error(error)
        return error.exit_code
    except PaperdeskError as error:
        print_error(str(error))
        if isinstance(error, OutputError):
            discard_stdout()
        return error.exit_code
    except Exception:  # noqa: BLE001 - report any bug as a message and an exit code
        traceback.print_exc()
        print_error("This is a bug in Paperdesk; please report it with the lines above. Finished work is kept.")
        return FAILED
    return code


def _run(argv: list[str], handlers: CommandHandlers) -> int:
    library, words = _split_global_options(argv)
    if not words:
        print(overview(), file=sys.stderr, end="")
        return USAGE_ERROR
    if words[0] in _GLOBAL_FLAGS:
        print(_GLOBAL_FLAGS[words[0]](), end="")
        return DONE
    if is_command_group(words[0]) and words[1:] == ["--help"]:
        print(overview(words[0]), end="")
        return DONE
    command, rest = find_command(words)
    return _run_command(replace(command, run=handlers.get(command.name, command.run)), rest, library)


_GLOBAL_FLAGS = {"--help": overview, "--version": lambda: f"paperdesk {__version__}\n"}


def _split_global_options(argv: list[str]) -> tuple[str | None, list[str]]:
    """The folder of `--library DIR` before the command, and the remaining arguments."""
    if argv[:1] == ["--library"]:
        if len(argv) < 2:
            raise UsageError("--library needs a value: --library DIR.")
        return argv[1], argv[2:]
    if argv and argv[0].startswith("--library="):
        return argv[0].partition("=")[2], argv[1:]
    return None, argv


def _run_command(command: Command, words: list[str], library: str | None) -> int:
    parser = make_parser(command.name, f"{command.help}. {command.details}".rstrip(), command.all_arguments)
    arguments = parser.parse_args(normalize_arguments(command.name, words, command.all_arguments))
    chosen = library if arguments.library is None else arguments.library
    if chosen == "":
        raise UsageError("--library needs the name of a folder; it is empty.")
    folder = library_folder(None if chosen is None else Path(chosen))
    return command.run(Request(arguments, Output(getattr(arguments, "json", False)), folder))


if __name__ == "__main__":
    sys.exit(main())
