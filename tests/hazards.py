"""What a person is told of bad input, without a database: a part is read whole before anything is written."""

from pathlib import Path

from loaded import NoNames
from samples import Sample

from medcodegraph.errors import InputError
from medcodegraph.loaders.reading import parts_of, read_batches, reject_circles
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.source import Report


def said(given: Sample, folder: Path) -> list[str]:
    """What a person is told of bad input: the error, or the rejects; nothing where all of it was taken."""
    path = given.write(folder)
    told, reports = [], []
    try:
        for part in parts_of(LOADERS[given.loader], [path], {}):
            reports.append(report := Report())
            batches = read_batches(part, NoNames(), report)
            assert all(batch.facts for batch in batches)
            reject_circles(part, batches, report)
    except InputError as error:
        told.append(str(error))
    for report in reports:
        told += [f"{one.file}:{one.line}: {one.reason}" for one in report.rejects]
    assert all(one.startswith(str(folder)) and not one.endswith(": ") for one in told), "file and reason"
    return told
