"""The messages for bad input, without a database: a part is read completely before anything is written."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from support.samples import Sample

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Label
from medcodegraph.graph.write.batches import Batch
from medcodegraph.loaders.pipeline.parts import parts_of, read_batches, reject_circles
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.report import Report


class Known:
    """A graph that knows every code which a policy of the samples names."""

    def described(self, _: str) -> dict[str, tuple[str, ...]]:
        return {}

    def key(self, label: Label, *names: str) -> str | None:
        return "MONDO:0000003" if label is Label.CONDITION and "odd lymphoma" in names else None

    def has(self, _label: Label, _key: str) -> bool:
        return True

    def codes(self, system: str) -> Mapping[str, bool | None]:
        return CODES.get(system, {})


CODES: dict[str, dict[str, bool | None]] = {
    "CPT": dict.fromkeys(["0001T", "0002T", "0003T", "10001", "10002", "10003", "20001"]),
    "HCPCS": dict.fromkeys(["Q0001", "Q0002", "Q0003"], True),
    "ICD10CM": dict.fromkeys(["C83.30", "C83.390", "C83.3A"], True),
}


def batches_of(given: Sample, folder: Path) -> Iterator[Batch]:
    """The batches of good input."""
    for part in parts_of(LOADERS[given.loader], [given.write(folder)], given.options):
        yield from read_batches(part, Known(), Report())


def said(given: Sample, folder: Path) -> list[str]:
    """The messages for bad input: the error, or the rejects; empty if everything was accepted."""
    path = given.write(folder)
    told, reports = [], []
    try:
        for part in parts_of(LOADERS[given.loader], [path], given.options):
            reports.append(report := Report())
            batches = read_batches(part, Known(), report)
            assert all(batch.facts for batch in batches)
            reject_circles(part, batches, report)
    except InputError as error:
        told.append(str(error))
    for report in reports:
        told += [f"{one.file}:{one.line}: {one.reason}" for one in report.rejects]
    assert all(one.startswith(str(folder)) and not one.endswith(": ") for one in told), "file and reason"
    return told
