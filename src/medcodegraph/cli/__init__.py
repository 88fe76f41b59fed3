"""The command line: arguments in, one call, rows or one line of error out."""

import io
import signal
import sys


def main() -> None:
    """Run the command line with the arguments of the process and exit with its code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        # Not above: what takes time comes after it is known what to do when someone interrupts.
        from medcodegraph.cli.outcome import run

        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader has gone: there is no one to tell, and Python must not try again at exit.
        sys.stdout = None
        code = 128 + signal.SIGPIPE
    sys.exit(code)
