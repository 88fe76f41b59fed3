"""How a command ends: its exit code, and a one-line error."""

import traceback

import typer

from medcodegraph.cli.app import STATE, app
from medcodegraph.cli.terminal.progress import say_error
from medcodegraph.errors import MedcodegraphError


def run() -> int:
    """Run the command given by the arguments; an error becomes a line on standard error and an exit code."""
    try:
        result = app(prog_name="medcodegraph", standalone_mode=False)
    except BrokenPipeError:
        raise
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Click's own answer to one
            raise error.__context__ from None
        raise
    except typer.Abort:
        return 1
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f": see `{context.command_path} --help`" if context else ""
        return _failed(error, error.format_message().rstrip(".") + hint, 2)
    except MedcodegraphError as error:
        return _failed(error, str(error), error.exit_code)
    except Exception as error:
        message = f"unexpected {type(error).__name__}: {error} (`medcodegraph --debug ...` shows where)"
        return _failed(error, message, 1)
    return result if isinstance(result, int) else 0


def _failed(error: Exception, message: str, code: int) -> int:
    if STATE.debug:
        traceback.print_exception(error)
    say_error(message)
    return code
