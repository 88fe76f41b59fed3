"""How time and memory of a load, and latencies of requests, grow with the number of codes.

For each size, a new database is filled with an invented Athena export (bench/athena_export.py):

load     reads, checks and writes it, like `medcodegraph load athena FOLDER`, but derives nothing
derive   `medcodegraph derive`: search names and similar codes
requests `medcodegraph serve` without kept answers, asked by one connection, one request at a time: a code
         (point), a code with its parents, children and their maps (nested), three words of a name (search),
         and the ten most similar codes with reasons (similar). Medians of different codes.

Memory is the sum of the peaks (VmHWM) of a command's processes; that of the database, with its page cache, is
its peak over the whole round. Each size is compared with the first. Exits with 1 if a target is missed, or a
size fails or is skipped because the time is over. Everything is in a temporary folder, and ends with this
program.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from athena_export import LEVELS
from record import keep, offer

from medcodegraph.client.database import embedded
from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError

SIZES = (100_000, 200_000, 400_000, 1_000_000)
SLOWER, LATER = 1.3, 1.5
"""At most so many times linear growth of time, and so many times the first size's latency."""
LOADER_MB, DERIVATION_MB = 600, 1_000
WARM_UP, TIMED = 5, 30
SMALLEST = 1_000

_HERE = Path(__file__).parent
_MEDCODEGRAPH = (sys.executable, "-m", "medcodegraph")
_SAMPLE = 20 * (WARM_UP + TIMED)
_BETWEEN, _PATIENCE = 0.05, 20.0  # seconds between looks at memory; until a process has ended
_REQUEST = 60.0

NESTED = """query nested($key: String!) {
  code(key: $key) {
    key
    display
    parents { key display }
    children(first: 10) { nodes { key display mapsTo { map code { key display } } } }
  }
}"""
_WORKS = _HERE / "race" / "works"
DOCUMENTS = {
    "point": (_WORKS / "point.graphql").read_text(),
    "nested": NESTED,
    "search": (_WORKS / "search.graphql").read_text(),
    "similar": (_WORKS / "similar.graphql").read_text(),
}


class OutOfTime(Exception):
    """The time for the whole run is over."""


class Failed(Exception):
    """A command or a request failed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and peak memory in MB."""

    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class Round:
    """The measurements of one size; `latencies` are medians in ms."""

    concepts: int
    load: Cost
    derive: Cost
    database: float  # MB
    latencies: Mapping[str, float]


Reading = Callable[[Round], float]
MEASURES: dict[str, Reading] = {
    "load s": lambda one: one.load.seconds,
    "derive s": lambda one: one.derive.seconds,
    "load MB": lambda one: one.load.memory,
    "derive MB": lambda one: one.derive.memory,
    "database MB": lambda one: one.database,
    **{f"{name} ms": lambda one, name=name: one.latencies[name] for name in DOCUMENTS},  # type: ignore[misc]
}
"""What is measured, by its name, which ends with the unit."""


def peak(pid: int) -> float | None:
    """The peak resident memory of a process in MB; None if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return None


def family(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in file.read_text().split():
                yield from family(int(child))


def measured(command: Sequence[str], environment: Mapping[str, str], until: float) -> Cost:
    """Run a command to its end; raises OutOfTime at the moment `until`, and Failed if it fails."""
    peaks: dict[int, float] = {}
    log = Path(environment["MEDCODEGRAPH_HOME"], "command.log")
    began = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=file)
    try:
        while process.poll() is None:
            if time.monotonic() > until:
                raise OutOfTime
            for pid in family(process.pid):
                if (now := peak(pid)) is not None:
                    peaks[pid] = now  # the last one, as that before `exec` is the parent's
            with suppress(subprocess.TimeoutExpired):
                process.wait(_BETWEEN)
        seconds = time.monotonic() - began
    finally:
        end(process)
    if process.returncode:
        said = log.read_text(errors="replace")[-2_000:]
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Cost(seconds, sum(peaks.values()))


def end(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    """End a process, if it still runs: by SIGTERM, or by force if that takes too long."""
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def load(folder: Path) -> None:
    """Load an export into the database of the environment, without deriving anything."""
    from medcodegraph.cli.running.session import alone, connect, run_change
    from medcodegraph.loaders.pipeline.run import Task, load_all
    from medcodegraph.loaders.registry import LOADERS

    settings, task = Settings.from_environment(), Task(LOADERS["athena"], [folder])
    with connect(settings) as connection, alone(settings):
        outcomes = run_change(connection, settings, lambda graph: load_all(graph, [task]))
    if rejected := sum(outcome.rejected for outcome in outcomes):
        raise SystemExit(f"{rejected} rows were rejected")


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """A server on a free port, which keeps no answers; yields its host and port."""
    more = {"MEDCODEGRAPH_HOST": "127.0.0.1", "MEDCODEGRAPH_PORT": "0", "MEDCODEGRAPH_MAX_ANSWERS": "0"}
    process = subprocess.Popen(
        [*_MEDCODEGRAPH, "serve"],
        env={**environment, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    watch = threading.Timer(_REQUEST, process.kill)
    watch.start()
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        watch.cancel()
        if words[:1] != ["ready"]:
            raise Failed("`medcodegraph serve` did not start")
        yield urlsplit(words[1]).netloc
    finally:
        watch.cancel()
        end(process)


def sample(concepts: Path, size: int) -> list[dict[str, str]]:
    """Valid concepts from all over the file, in random order."""
    with concepts.open(encoding="utf-8") as file:
        header = next(file).rstrip("\n").split("\t")
        lines = islice(file, 0, None, max(1, size // _SAMPLE))
        rows = [dict(zip(header, line.rstrip("\n").split("\t"), strict=True)) for line in lines]
    valid = [row for row in rows if not row["invalid_reason"]]
    Random(1).shuffle(valid)
    return valid


def questions(rows: Sequence[Mapping[str, str]]) -> dict[str, list[dict[str, str]]]:
    """The variables of each kind of request, of different concepts, so that no kind warms another's."""
    many = WARM_UP + TIMED
    headings = [row for row in rows if row["concept_class_id"] in LEVELS[:4]]
    others = [row for row in rows if row["concept_class_id"] not in LEVELS[:4]]
    texts = dict.fromkeys(" ".join(row["concept_name"].split()[:3]) for row in others[2 * many :])
    return {
        "point": [_key(row) for row in others[:many]],
        "nested": [_key(row) for row in headings[:many]],
        "search": [{"text": text} for text in islice(texts, many)],
        "similar": [_key(row) for row in others[many : 2 * many]],
    }


def _key(row: Mapping[str, str]) -> dict[str, str]:
    return {"key": f"{row['vocabulary_id']}:{row['concept_code']}"}


def latencies(
    server: str, asked: Mapping[str, Sequence[Mapping[str, str]]], until: float
) -> dict[str, float]:
    """The median latency of each kind of request, in ms."""
    connection = http.client.HTTPConnection(server, timeout=_REQUEST)
    medians = {}
    try:
        for name, values in asked.items():
            times = []
            for variables in values:
                if time.monotonic() > until:
                    raise OutOfTime
                body = json.dumps({"query": DOCUMENTS[name], "variables": variables}).encode()
                began = time.perf_counter()
                connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
                text = connection.getresponse().read()
                times.append(1_000 * (time.perf_counter() - began))
                answer = json.loads(text)
                if "errors" in answer or not all(answer["data"].values()):
                    raise Failed(f"the server cannot answer {name} {variables}: {text[:500]!r}")
            medians[name] = median(times[WARM_UP:])
    finally:
        connection.close()
    return medians


def measure(concepts: int, place: Path, until: float) -> Round:
    """One size, in an empty folder; prints each measurement once it is made."""
    home, export, settings = place / "home", place / "export", Settings.from_environment()
    home.mkdir()
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MEDCODEGRAPH_")}
    environment |= {"MEDCODEGRAPH_HOME": str(home), "MEDCODEGRAPH_CACHE": str(settings.cache)}
    generator = [sys.executable, str(_HERE / "athena_export.py"), str(export), str(concepts)]
    tell(f"{concepts:,} concepts: written in {measured(generator, environment, until).seconds:.0f} s")
    database = embedded(replace(settings, home=home, bolt_port=None))
    with database:
        loaded = measured([sys.executable, __file__, "--load", str(export)], environment, until)
        tell(f"; loaded in {loaded.seconds:.1f} s with {loaded.memory:.0f} MB")
        derived = measured([*_MEDCODEGRAPH, "derive"], environment, until)
        tell(f"; derived in {derived.seconds:.1f} s with {derived.memory:.0f} MB")
        with serving(environment) as server:
            medians = latencies(server, questions(sample(export / "CONCEPT.csv", concepts)), until)
        tell("".join(f"; {name} {took:.1f} ms" for name, took in medians.items()))
        assert database.pid is not None
        most = peak(database.pid) or 0.0
    tell(f"; database {most:.0f} MB\n")
    return Round(concepts, loaded, derived, most, medians)


def tell(text: str) -> None:
    """Print a part of a line."""
    print(text, end="", flush=True)


def growth(measure_name: str, first: Round, one: Round) -> float:
    """Times linear growth from the first size; for latencies, times the first size's."""
    read = MEASURES[measure_name]
    larger = 1.0 if measure_name.endswith(" ms") else one.concepts / first.concepts
    return read(one) / read(first) / larger


def table(rounds: Sequence[Round]) -> Iterator[str]:
    """A line for each measure, a column for each size; in parentheses the growth from the first size."""
    yield f"{'':12}" + "".join(f"{one.concepts:>20,}" for one in rounds)
    for name, read in MEASURES.items():
        cells = (f"{read(one):,.1f} ({growth(name, rounds[0], one):.2f})" for one in rounds)
        yield f"{name:12}" + "".join(f"{cell:>20}" for cell in cells)
    yield "(in parentheses: times linear growth from the first size; of ms, times the first size's)"


def aims(rounds: Sequence[Round]) -> Iterator[tuple[bool, str]]:
    """Each target: whether the last size reaches it, and the result."""
    first, last = rounds[0], rounds[-1]
    for name in MEASURES:
        if len(rounds) == 1 or name.endswith(" MB"):
            continue
        most, of = (LATER, "the first size's") if name.endswith(" ms") else (SLOWER, "linear growth")
        times = growth(name, first, last)
        yield times <= most, f"{name}: at most {most} times {of}: {times:.2f}"
    for name, most_mb in (("load MB", LOADER_MB), ("derive MB", DERIVATION_MB)):
        memory = MEASURES[name](last)
        yield memory < most_mb, f"{name}: under {most_mb:,} with {last.concepts:,} concepts: {memory:.0f}"


def plot(rounds: Sequence[Round], file: Path) -> None:
    """Time, memory and latency over the number of concepts; dashed lines are linear growth."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 4), layout="constrained")
    sizes = [one.concepts for one in rounds]
    for axes, unit in zip(figure.subplots(1, 3), ("s", "MB", "ms"), strict=True):
        for name in (name for name in MEASURES if name.endswith(f" {unit}")):
            values = [MEASURES[name](one) for one in rounds]
            (drawn,) = axes.plot(sizes, values, marker="o", label=name.removesuffix(f" {unit}"))
            if unit == "s":
                linear = [values[0] * size / sizes[0] for size in sizes]
                axes.plot(sizes, linear, linestyle="--", linewidth=1, color=drawn.get_color())
        axes.set(xlabel="concepts", ylabel=unit, ylim=(0, None))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend()
    figure.savefig(file)


def kept(rounds: Sequence[Round]) -> dict[str, float]:
    """The numbers to keep, by a name with the size and the unit."""
    return {
        f"{name.rpartition(' ')[0]}, {one.concepts:,} concepts {name.rpartition(' ')[2]}": read(one)
        for one in rounds
        for name, read in MEASURES.items()
    }


def run(sizes: Sequence[int], minutes: float) -> tuple[list[Round], list[str]]:
    """Measure one size after another; returns the rounds, and which sizes are missing, and why."""
    until, rounds = time.monotonic() + 60 * minutes, list[Round]()
    for at, size in enumerate(sizes):
        with TemporaryDirectory(prefix="medcodegraph-growth-", ignore_cleanup_errors=True) as place:
            try:
                rounds.append(measure(size, Path(place), until))
            except OutOfTime:
                skipped = " ".join(f"{other:,}" for other in sizes[at:])
                return rounds, [f"SKIPPED {skipped}: {minutes:g} minutes are over"]
            except (Failed, MedcodegraphError, OSError, http.client.HTTPException) as error:
                return rounds, [f"FAILED  {size:,} and skipped all after it: {error}"]
    return rounds, []


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of concepts")
    parser.add_argument("--minutes", type=float, default=180, help="skip what is not done after so long")
    parser.add_argument("--plot", type=Path, help="a file to draw a plot in: growth.svg")
    offer(parser)
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if asked.load:
        load(asked.load)
        return 0
    if min(asked.sizes) < SMALLEST:
        parser.error(f"at least {SMALLEST} concepts are needed, for different questions")
    rounds, missing = run(asked.sizes, asked.minutes)
    reached = list(aims(rounds)) if rounds else []
    if rounds:
        print("\n".join(["", *table(rounds), ""]))
    for fine, text in reached:
        print("reached" if fine else "MISSED ", text)
    for text in missing:
        print(f"\n{text}")
    if rounds and asked.plot:
        plot(rounds, asked.plot)
    if rounds and asked.keep:
        keep("growth", kept(rounds))
    return int(bool(missing) or not all(fine for fine, _ in reached))


if __name__ == "__main__":
    sys.exit(main())
