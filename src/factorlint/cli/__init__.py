"""The command line. One module a command, imported only when that command runs."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from .. import __version__

if TYPE_CHECKING:
    import typer

COMMANDS = ("check", "explain", "rules", "facts", "graph", "init")

EXIT_FINDINGS, EXIT_USAGE, EXIT_OURS, EXIT_INTERRUPTED, EXIT_PIPE = 1, 2, 3, 130, 141


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: runs a command and exits with its code."""
    gc.set_threshold(
        50_000, 20, 20
    )  # facts hold no circles, so looking for some often is a tenth of a small scan
    _leave(run(list(sys.argv[1:] if arguments is None else arguments)))


def _leave(code: int) -> NoReturn:
    """End the process without taking apart what a scan made, which takes up to 20 ms; a debugger gets its turn."""
    if sys.gettrace() is None and sys.getprofile() is None:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run a command line and return the exit code. No exception and no traceback leaves it."""
    if arguments in (["--version"], ["-V"]):
        # Editors and CI ask for this often; it need not wait for Typer.
        print(f"factorlint {__version__}")
        return 0
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return EXIT_PIPE
    except Exception as error:  # the last line of defence: any error of ours becomes one line
        return _told(error)
    return code


def application(*names: str) -> "typer.Typer":
    """The Typer application with the named commands, or with all of them."""
    import typer

    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="A linter for the Twelve-Factor App and for what cloud platforms ask of an app beyond it.",
        epilog="Start with: factorlint check",
    )

    @app.callback()
    def root(
        version: bool = typer.Option(
            False, "--version", "-V", help="Show the version and exit.", is_eager=True
        ),
    ) -> None:
        if version:
            print(f"factorlint {__version__}")
            raise typer.Exit

    for name in names or COMMANDS:
        module = import_module(f"{__name__}.{name}")
        app.command(name, help=module.__doc__, epilog=module.EXAMPLES)(module.command)
    return app


def _invoke(arguments: list[str]) -> int:
    import typer

    wanted = next((word for word in arguments if not word.startswith("-")), "")
    app = application(*([wanted] if wanted in COMMANDS and arguments[0] == wanted else ()))
    code = typer.main.get_command(app)(arguments, prog_name="factorlint", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int:
    """Say an error in one line on standard error and give its exit code."""
    from ..config import UserError, wants_traceback

    if isinstance(error, UserError):
        return _say(str(error), EXIT_USAGE)
    if hasattr(error, "format_message"):  # Typer's own: an unknown option, a missing argument
        text = " ".join(error.format_message().split())
        if not text:
            return int(getattr(error, "exit_code", EXIT_USAGE))
        return _say(f"{text}; `factorlint --help` shows the options", EXIT_USAGE)
    if type(error).__name__ == "Abort":
        return EXIT_INTERRUPTED
    if type(error).__name__ == "Exit":
        return int(getattr(error, "exit_code", 0))
    if wants_traceback():
        import traceback

        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    report = "please report it in factorlint's issue tracker with what FACTORLINT_TRACEBACK=1 adds"
    return _say(f"internal error: {what}; {report}", EXIT_OURS)


def _say(message: str, code: int) -> int:
    from ..reports.places import visible

    text = f"factorlint: error: {visible(message)}\n"
    sys.stderr.write(
        text.encode(sys.stderr.encoding or "utf-8", "backslashreplace").decode(sys.stderr.encoding or "utf-8")
    )
    return code


def _silence_stdout() -> None:
    """Let the interpreter flush at exit without a complaint about the closed pipe."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
