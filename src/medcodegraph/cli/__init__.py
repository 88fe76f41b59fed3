"""The command line: from arguments to one call, which prints rows or a one-line error."""

import io
import signal
import sys


def main() -> None:
    """Run the command line with the process's arguments and exit with its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        # Not imported above: slow imports come after interrupts are handled.
        from medcodegraph.cli.outcome import run

        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader of the output has gone; Python must not try to flush again at exit.
        sys.stdout = None
        code = 128 + signal.SIGPIPE
    sys.exit(code)
