"""Pairs brought up to date after random edits are those of a comparison of everything."""

import random
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.graph.similarity import candidates, derive, scores
from medcodegraph.graph.similarity.evidence import Others
from medcodegraph.graph.similarity.increment.compare import Comparison, all_of, what_is_new
from medcodegraph.graph.similarity.increment.look import News
from medcodegraph.graph.similarity.increment.snapshot import Snapshot
from medcodegraph.graph.similarity.wording.columns import CodeColumns

Rows = dict[str, Any]
Pairs = dict[tuple[str, str], Any]

_WORDS = ["heart", "valve", "repair", "stent", "graft", "open", "left", "right", "acute", "chronic"]

_EDITS = ["policy"] * 4 + ["condition", "replacement", "procedure", "code", "gone"]


class _Graph:
    """Rows of evidence that are edited at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.codes: dict[str, Rows] = {}
        self.policies: dict[str, Rows] = {}
        self.conditions: dict[str, Rows] = {}
        self.replacements: dict[str, Rows] = {}
        self.procedures: dict[str, Rows] = {}
        for _ in range(50):
            self.add_code()
        for _ in range(12):
            self.edit(self.chance.choice(["policy", "condition", "replacement", "procedure"]))

    def some(self, most: int) -> list[str]:
        return sorted(self.chance.sample(sorted(self.codes), min(most, len(self.codes))))

    def add_code(self) -> None:
        system = self.chance.choice(["A", "A", "A", "H"])
        self.state(f"{system}:{self.chance.choice('JKLM')}{self.chance.randrange(100):02}")

    def state(self, key: str) -> None:
        chance, above = self.chance, [one for one in self.codes if one[:3] == key[:3] and one < key][:1]
        self.codes[key] = {
            "key": key,
            "words": [" ".join(chance.sample(_WORDS, chance.randint(1, 4)))],
            "licensed": chance.random() < 0.1,
            "axes": [f"{n} Axis: {chance.choice('xyz')}" for n in range(1, 8)]
            if chance.random() < 0.3
            else [],
            "ingredients": [chance.choice(["filgrastim", "filgrastim-sndz"])] if key[2] == "J" else [],
            "classes": [f"BETOS:{chance.choice(['P1A', 'P1B', 'D1'])}"] if key[0] == "H" else [],
            "grouped": False,
            "above": above if key[0] == "A" else [],
            "maps": self.some(1) if self.codes and chance.random() < 0.2 else [],
        }

    def edit(self, kind: str) -> None:
        chance, name = self.chance, f"{kind.title()}:{self.chance.randrange(6)}"
        if kind == "policy":
            role = chance.choice(["COVERS", "SUPPORTS"])
            row = {"key": name, "name": f"Policy {chance.randrange(9)}", "role": role, "stance": "covered"}
            self._put(self.policies, f"{role} {name}", {**row, "codes": self.some(8)})
        elif kind == "condition":
            about = self.some(5)
            above = [other for other in self.conditions if other < name][:1]
            row = {"key": name, "name": f"cond {chance.randrange(9)}", "above": above, "classified": about}
            self._put(self.conditions, name, {**row, "passed_on": about[:2], "indicated": self.some(2)})
            self._close()
        elif kind == "replacement":
            old, new = self.some(2)
            row = {"old": old, "new": new, "day": chance.choice([None, "2025-01-01", "2026-01-01"])}
            self._put(self.replacements, f"{old} {new}", row)
        else:
            codes = [{"code": key, "step": chance.choice(["", "harvest"])} for key in self.some(4)]
            row = {"key": name, "name": name, "codes": codes, "alternatives": [], "conditions": []}
            self._put(self.procedures, name, row)

    def _put(self, rows: dict[str, Rows], name: str, row: Rows) -> None:
        if name in rows and self.chance.random() < 0.3:
            del rows[name]
        else:
            rows[name] = row

    def _close(self) -> None:
        for row in self.conditions.values():
            row["above"] = [key for key in row["above"] if key in self.conditions]

    def change(self) -> News:
        before, others = dict(self.codes), self.others()
        for _ in range(self.chance.randint(1, 3)):
            what = self.chance.choice(_EDITS)
            if what == "code":
                self.add_code()
            elif what == "gone":
                self.drop(self.some(1)[0])
            else:
                self.edit(what)
        rows = {key: row for key, row in self.codes.items() if before.get(key) != row}
        now = self.others()
        kinds = {kind for kind in Others._fields if getattr(now, kind) != getattr(others, kind)}
        return News(rows, frozenset(before.keys() - self.codes.keys()), frozenset(kinds), now, frozenset())

    def drop(self, gone: str) -> None:
        """Take a code away, with all that leads to it."""
        del self.codes[gone]
        for key, row in self.codes.items():
            self.codes[key] = row | {name: [o for o in row[name] if o != gone] for name in ("above", "maps")}
        for rows in (self.policies, self.conditions):
            for name, row in rows.items():
                lists = ("codes", "classified", "passed_on", "indicated")
                rows[name] = row | {one: [o for o in row[one] if o != gone] for one in lists if one in row}
        self.replacements = {n: r for n, r in self.replacements.items() if gone not in (r["old"], r["new"])}
        for name, row in self.procedures.items():
            self.procedures[name] = row | {"codes": [one for one in row["codes"] if one["code"] != gone]}

    def others(self) -> Others:
        tables = (self.replacements, self.procedures, self.conditions, self.policies)
        return Others(*([rows[name] for name in sorted(rows)] for rows in tables))  # type: ignore[arg-type]

    def all(self, snapshot: Snapshot | None = None) -> Comparison:
        kept = snapshot.kept_rows() if snapshot else None
        columns = CodeColumns()
        for key in sorted(self.codes):
            columns.add(self.codes[key])  # type: ignore[arg-type]
            if kept:
                kept.add(self.codes[key])  # type: ignore[arg-type]
        if kept:
            kept.close()
        return all_of(columns, self.others(), snapshot)


def _asked(comparison: Comparison, marks: "array[int]") -> Pairs:
    groups = list(derive._marked(comparison, marks))
    return {(group.key, pair["key"]): pair for group in groups for pair in group.pairs}


def _keys(comparison: Comparison, numbers: Iterable[int]) -> set[tuple[str, str]]:
    codes = comparison.similarity.evidence.codes
    return {(codes[number // len(codes)], codes[number % len(codes)]) for number in numbers}


@pytest.mark.parametrize("seed", range(25))
def test_after_random_edits_pairs_are_those_of_a_full_comparison(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With limits so low that they are reached in a small graph."""
    for module, name, value in (
        (candidates, "ENOUGH", 12),
        (candidates, "MOST", 9),
        (scores, "MOST", 9),
        (scores, "BEST", 3),
        (scores, "BEST_ELSEWHERE", 2),
        (scores, "_CROSSED", 4),
    ):
        monkeypatch.setattr(module, name, value)
    graph, snapshot = _Graph(seed), Snapshot(tmp_path)
    first, marks = graph.all(snapshot), array("q")
    stood = _asked(first, marks)
    first.store(snapshot, marks)
    for _ in range(8):
        news, marks = graph.change(), array("q")
        comparison = what_is_new(snapshot, news)
        stood = {pair: facts for pair, facts in stood.items() if not news.gone.intersection(pair)}
        gone = _keys(comparison, comparison.update.gone.tolist())
        assert gone <= stood.keys()
        stood = {pair: facts for pair, facts in stood.items() if pair not in gone} | _asked(comparison, marks)
        comparison.store(snapshot, marks)
        assert stood == _asked(graph.all(), array("q"))
    assert comparison.update.marks.min(initial=1) >= 0
