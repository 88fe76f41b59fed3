"""From evidence to the pairs that are to stand: all of it, or what is new against a snapshot. Needs SciPy."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from medcodegraph.garbage import give_back
from medcodegraph.graph.similarity.digests import Digests, of_texts
from medcodegraph.graph.similarity.evidence import Others, of_codes, together
from medcodegraph.graph.similarity.increment.look import News
from medcodegraph.graph.similarity.increment.signatures import beside, of_kind
from medcodegraph.graph.similarity.increment.snapshot import OF_CODES, Snapshot
from medcodegraph.graph.similarity.increment.update import Update, best, of_all, updated
from medcodegraph.graph.similarity.scores import Kept, Similarity
from medcodegraph.graph.similarity.wording.columns import CodeColumns
from medcodegraph.progress import Progress, silent


class _Writes:
    """What a snapshot is to hold: written at once, so that it need not stay in memory, or kept for later."""

    def __init__(self, at_once: Snapshot | None = None) -> None:
        self._at_once = at_once
        self._later: list[Callable[[Snapshot], None]] = []

    def add(self, write: Callable[[Snapshot], None]) -> None:
        """Add something to write."""
        if self._at_once:
            write(self._at_once)
        else:
            self._later.append(write)

    def finish(self, snapshot: Snapshot) -> None:
        """Write what is left."""
        for write in self._later:
            write(snapshot)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what came of it: `found` is how many pairs stood before."""

    similarity: Similarity
    update: Update
    found: int
    of_conditions: bool
    writes: _Writes

    def store(self, snapshot: Snapshot, marks: "array[int]") -> None:
        """Keep it in a snapshot, with the marks of the pairs that were asked, in their order."""
        self.writes.finish(snapshot)
        update = self.update
        update.marks[update.asked] = np.frombuffer(marks, np.int64)
        snapshot.write_pairs(update.pairs, update.marks)


def all_of(
    columns: CodeColumns, others: Others, snapshot: Snapshot | None = None, tell: Progress = silent
) -> Comparison:
    """Everything is compared; `columns` are used up. What is found on the way goes into the snapshot."""
    writes = _Writes(snapshot)
    similarity = _of_rows(columns, others, writes)
    writes.add(lambda snapshot: snapshot.write_others(others))
    said = _said(similarity, similarity.evidence.kinds, writes) + _beside(similarity, writes)
    met = similarity.candidates.digests(of_texts(similarity.evidence.codes))
    writes.add(lambda snapshot: snapshot.write_said(said, met))
    give_back(len(said))
    if snapshot is None:
        update = of_all(similarity, lambda _: None, tell)
    else:
        with snapshot.kept_pairs() as kept:
            update = of_all(similarity, kept.add, tell)
    return Comparison(similarity, update, 0, True, writes)


def what_is_new(snapshot: Snapshot, news: News) -> Comparison:
    """What differs from a snapshot is compared, and what meets it."""
    said: dict[str, Digests] = {}
    known = {}
    writes = _Writes()
    anew = bool(news.rows or news.gone)
    if anew:
        columns, rows = CodeColumns(), snapshot.kept_rows()
        for row in snapshot.rows(news.rows, news.gone):
            columns.add(row)
            rows.add(row)
        similarity = _of_rows(columns, news.others, writes)
        writes.add(lambda _: rows.close())
    else:
        again = bool(news.kinds & {"conditions", "procedures"})
        for kind in (*OF_CODES, *(() if again else ["conditions"]), *({"policies"} - news.kinds)):
            known[kind], said[kind] = snapshot.kind(kind)
        codes = snapshot.of_codes({kind: known[kind] for kind in OF_CODES}, with_above=again)
        similarity = Similarity(together(codes, news.others, known), crossed=snapshot.crossed())
    if news.kinds:
        writes.add(lambda snapshot: snapshot.write_others(news.others))
    evidence = similarity.evidence
    fresh = [kind for kind in evidence.kinds if kind not in said]
    joined_anew = anew or bool(news.kinds & {"replacements", "procedures"})
    parts = [*said.values(), _said(similarity, fresh, writes)]
    parts.append(_beside(similarity, writes) if joined_anew else snapshot.beside())
    before = snapshot.standing().placed(evidence.codes)
    met = similarity.candidates.digests(of_texts(evidence.codes) if anew else snapshot.key_digests())
    whole: Digests = np.sum(parts, axis=0, dtype=np.uint64)
    writes.add(lambda snapshot: snapshot.write_said(whole, met))
    differs = whole != before.said
    kept = best(similarity, differs, met != before.met, before.kept)
    writes.add(partial(_keep, kept))
    update = updated(similarity, kept, differs, before)
    return Comparison(similarity, update, len(before.pairs), "conditions" in fresh, writes)


def _keep(kept: Kept, snapshot: Snapshot) -> None:
    with snapshot.kept_pairs() as files:
        files.add(kept)


def _of_rows(columns: CodeColumns, others: Others, writes: _Writes) -> Similarity:
    codes = of_codes(columns)
    writes.add(partial(Snapshot.write_codes, codes=codes))
    evidence = together(codes, others)
    del codes  # what it says of the hierarchy is not needed any more
    give_back(len(evidence.codes))
    similarity = Similarity(evidence)
    assert similarity.crossed is not None
    crossed = similarity.crossed
    writes.add(lambda snapshot: snapshot.write_blocks("crossed", crossed))
    return similarity


def _said(similarity: Similarity, kinds: Iterable[str], writes: _Writes) -> Digests:
    """The sum of the digests of some kinds."""
    whole: Digests = np.zeros(len(similarity.evidence.codes), np.uint64)
    for kind in kinds:
        features, digests = similarity.evidence.kinds[kind], of_kind(similarity.evidence, kind)
        writes.add(partial(Snapshot.write_kind, name=kind, features=features, said=digests))
        whole += digests
    return whole


def _beside(similarity: Similarity, writes: _Writes) -> Digests:
    digests = beside(similarity)
    writes.add(lambda snapshot: snapshot.write_beside(digests))
    return digests
