"""What benchmarks measured, kept in bench/results/NAME.json; and `bench/check`, which compares them.

A number's name ends with its unit. Less is better of "s", "ms" and "MB"; more is better of "/s" and "x"
(times as fast). Only numbers of the same machine kind (processor, cores, memory) are compared.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
WORSE = 0.10
"""The share by which a number may be worse than the one before."""

_LESS = {"s", "ms", "MB"}
_MORE = {"/s", "x"}

Run = dict[str, Any]
"""One run: machine, commit, date, and the values by name."""


def machine() -> str:
    """The kind of this machine: processor, cores, GB of memory."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{found[1] if found else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"


def offer(parser: argparse.ArgumentParser) -> None:
    """Add the option of a benchmark to keep its numbers."""
    parser.add_argument("--keep", action="store_true", help="keep the numbers in bench/results")


def keep(name: str, values: Mapping[str, float]) -> None:
    """Append a run to the results of a benchmark; raises ValueError for a number without a unit."""
    for one in values:
        unit(one)
    RESULTS.mkdir(exist_ok=True)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=RESULTS, check=False
    )
    run = {
        "machine": machine(),
        "commit": commit.stdout.strip(),
        "date": date.today().isoformat(),
        "values": {key: float(f"{value:.4g}") for key, value in values.items()},
    }
    (RESULTS / f"{name}.json").write_text(json.dumps([*runs(name), run], indent=1) + "\n")


def runs(name: str) -> list[Run]:
    """All runs of a benchmark that were kept, the oldest first."""
    file = RESULTS / f"{name}.json"
    found: list[Run] = json.loads(file.read_text()) if file.exists() else []
    return found


def unit(name: str) -> str:
    """The unit at the end of a number's name."""
    found = name.rpartition(" ")[2]
    if found not in _LESS | _MORE:
        raise ValueError(f"{name!r} does not end with a unit: {', '.join(sorted(_LESS | _MORE))}")
    return found


def worse(name: str, before: float, now: float) -> float:
    """By which share a number is worse than the one before; negative where it is better."""
    ratio = now / before if before else 1.0
    return ratio - 1 if unit(name) in _LESS else 1 - ratio


def compared(name: str) -> tuple[Run, Run] | None:
    """The last run of a benchmark and the one before it on the same machine kind, if there are two."""
    all_ = runs(name)
    same = [run for run in all_ if run["machine"] == all_[-1]["machine"]]
    return (same[-2], same[-1]) if len(same) > 1 else None


def regressions(name: str) -> list[str]:
    """A line for each number that is more than 10% worse than in the run before."""
    pair = compared(name)
    if pair is None:
        return []
    before, now = (run["values"] for run in pair)
    return [
        f"{name}: {key} was {before[key]:g}, is {value:g}: {worse(key, before[key], value):.0%} worse"
        for key, value in now.items()
        if key in before and worse(key, before[key], value) > WORSE
    ]


def page() -> str:
    """docs/performance.md: the last run of each benchmark, with the one before."""
    lines = [
        "# Performance",
        "Written by `bench/check --page` from the runs kept in [bench/results](../bench/results). What each",
        "benchmark does is in [bench/README.md](../bench/README.md). Numbers of different machines",
        "are not comparable.",
    ]
    for file in sorted(RESULTS.glob("*.json")):
        last = runs(file.stem)[-1]
        pair = compared(file.stem)
        before = pair[0]["values"] if pair else {}
        lines += [
            "",
            f"## bench/{file.stem.replace('-', ' --')}",
            f"{last['machine']}; {last['date']}, commit {last['commit']}.",
            "",
            "| what | measured | before | |",
            "|---|---:|---:|---|",
        ]
        longest = max(last["values"].values())
        for key, value in last["values"].items():
            bar = "▇" * round(20 * value / longest) if len({unit(one) for one in last["values"]}) == 1 else ""
            lines.append(f"| {key} | {value:g} | {before.get(key, '')} | {bar} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare, print, judge."""
    asked = argparse.ArgumentParser(prog="bench/check", description=__doc__)
    asked.add_argument("names", nargs="*", help="benchmarks; all where none is given")
    asked.add_argument("--page", action="store_true", help="write docs/performance.md")
    told = asked.parse_args()
    names = told.names or sorted(file.stem for file in RESULTS.glob("*.json"))
    if not names:
        asked.error("nothing is kept in bench/results: run a benchmark with --keep")
    found = [line for name in names for line in regressions(name)]
    for name in names:
        pair = compared(name)
        print(f"{name}: {'compared with ' + pair[0]['commit'] if pair else 'nothing to compare with'}")
    print("\n".join(found) or "nothing is more than 10% worse")
    if told.page:
        PAGE.write_text(page())
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
