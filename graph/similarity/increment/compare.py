"""From evidence to the pairs that are to stand: all of it, or what is new against a snapshot. Needs SciPy."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from medcodegraph.graph.similarity.digests import Digests, of_texts
from medcodegraph.graph.similarity.evidence import OfCodes, Others, of_codes, together
from medcodegraph.graph.similarity.increment.look import News
from medcodegraph.graph.similarity.increment.signatures import beside, of_kind
from medcodegraph.graph.similarity.increment.snapshot import OF_CODES, KeptRows, Snapshot
from medcodegraph.graph.similarity.increment.update import Standing, Update, updated
from medcodegraph.graph.similarity.scores import Kept, Similarity
from medcodegraph.graph.similarity.wording.columns import CodeColumns
from medcodegraph.progress import Progress, silent


class _New(NamedTuple):
    """What a snapshot has to take in, beside the pairs: None for what stays as it is there."""

    rows: KeptRows | None
    codes: OfCodes | None
    others: Others | None
    kinds: dict[str, Digests]
    beside: Digests | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what came of it."""

    similarity: Similarity
    before: Standing
    update: Update
    said: Digests
    met: Digests
    new: _New

    def store(self, snapshot: Snapshot, marks: "array[int]") -> None:
        """Keep it in a snapshot, with the marks of the pairs that were asked, in their order."""
        update, evidence = self.update, self.similarity.evidence
        if self.new.rows is not None:
            self.new.rows.close()
        if self.new.codes is not None:
            snapshot.write_codes(self.new.codes)
            assert self.similarity.crossed is not None
            snapshot.write_blocks("crossed", self.similarity.crossed)
        if self.new.others is not None:
            snapshot.write_others(self.new.others)
        for kind, digests in self.new.kinds.items():
            snapshot.write_kind(kind, evidence.kinds[kind], digests)
        if self.new.beside is not None:
            snapshot.write_beside(self.new.beside)
        all_marks = update.marks.copy()
        all_marks[np.searchsorted(update.pairs, update.asked)] = np.frombuffer(marks, np.int64)
        snapshot.write_standing(
            Standing(evidence.codes, self.said, self.met, update.kept, update.pairs, all_marks)
        )


def all_of(
    columns: CodeColumns, rows: KeptRows | None, others: Others, tell: Progress = silent
) -> Comparison:
    """Everything is compared; `columns` are used up."""
    codes = of_codes(columns)
    columns.forget()
    similarity = Similarity(together(codes, others))
    kinds = {kind: of_kind(similarity.evidence, kind) for kind in similarity.evidence.kinds}
    none = np.empty(0, np.int64)
    nothing = np.zeros(len(codes.keys), np.uint64)
    before = Standing(codes.keys, nothing, nothing, Kept(none, none, none.astype(np.float64)), none, none)
    more = beside(similarity)
    new = _New(rows, codes, others, kinds, more)
    return _compared(similarity, of_texts(codes.keys), [*kinds.values(), more], before, new, tell)


def what_is_new(snapshot: Snapshot, news: News) -> Comparison:
    """What differs from a snapshot is compared, and what meets it."""
    said: dict[str, Digests] = {}
    known = {}
    rows, crossed = None, None
    if news.rows or news.gone:
        columns, rows = CodeColumns(), snapshot.kept_rows()
        for row in snapshot.rows(news.rows, news.gone):
            columns.add(row)
            rows.add(row)
        codes = of_codes(columns)
        columns.forget()
    else:
        again = bool(news.kinds & {"conditions", "procedures"})
        for kind in (*OF_CODES, *(() if again else ["conditions"]), *({"policies"} - news.kinds)):
            known[kind], said[kind] = snapshot.kind(kind)
        codes = snapshot.of_codes({kind: known[kind] for kind in OF_CODES}, with_above=again)
        crossed = snapshot.crossed()
    similarity = Similarity(together(codes, news.others, known), crossed=crossed)
    fresh = {
        kind: of_kind(similarity.evidence, kind) for kind in similarity.evidence.kinds if kind not in said
    }
    joined_anew = rows is not None or bool(news.kinds & {"replacements", "procedures"})
    more = beside(similarity) if joined_anew else snapshot.beside()
    new = _New(
        rows,
        codes if rows else None,
        news.others if news.kinds else None,
        fresh,
        more if joined_anew else None,
    )
    before = snapshot.standing().placed(codes.keys)
    keys = snapshot.key_digests() if rows is None else of_texts(codes.keys)
    return _compared(similarity, keys, [*(said | fresh).values(), more], before, new)


def _compared(
    similarity: Similarity,
    keys: Digests,
    parts: Sequence[Digests],
    before: Standing,
    new: _New,
    tell: Progress = silent,
) -> Comparison:
    said: Digests = np.sum(parts, axis=0, dtype=np.uint64)
    met = similarity.candidates.digests(keys)
    update = updated(similarity, said, met, before, tell)
    return Comparison(similarity, before, update, said, met, new)
