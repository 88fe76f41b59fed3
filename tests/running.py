"""Running medcodegraph the way a user does: as a process of its own."""

import subprocess
import sys
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Server:
    """A running `medcodegraph up`: its address (`http://127.0.0.1:12345`) and the environment it has."""

    url: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"


def start(arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    """A medcodegraph command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "medcodegraph", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ready(process: "subprocess.Popen[str]", within: float = 600) -> str:
    """Wait for the line `ready ADDRESS/graphql`; the address. What it says meanwhile shows if it fails."""
    assert process.stdout is not None
    assert process.stderr is not None
    said: list[str] = []
    threading.Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
    watchdog = threading.Timer(within, process.kill)
    watchdog.start()
    line = process.stdout.readline()
    watchdog.cancel()
    assert line.startswith("ready http://127.0.0.1:"), "".join(said)
    assert line.endswith("/graphql\n")
    return line.removeprefix("ready ").removesuffix("/graphql\n")
