"""What a derivation read and found, in files of a folder: the next one starts from it.

Without it, or if it is not that of the graph's last derivation, everything is derived again. It holds the
token that the Source of the derivation has in the graph, and loses it before any file or edge is changed.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import orjson

from medcodegraph.graph.similarity.digests import Digests, of_texts
from medcodegraph.graph.similarity.evidence import OfCodes, Others
from medcodegraph.graph.similarity.features import Blocks, Features, Ints
from medcodegraph.graph.similarity.increment.kept import DIGESTS, ROWS, KeptPairs, KeptRows, row_of
from medcodegraph.graph.similarity.increment.update import Standing
from medcodegraph.graph.similarity.rows import CodeRow
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.upwards import Upwards

_NAME = "derivation.txt"
_FORMAT = "2"
"""Of the files, to be changed with them: what another version left is derived again."""

OF_CODES = ("hierarchy", "text", "axes", "drug", "crosswalk")
"""The kinds of evidence that the codes themselves state."""


def _named(token: str) -> str:
    return f"{_FORMAT} {token}"


class Snapshot:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_of(self, token: str | None) -> bool:
        """Whether it is what the derivation with this token left."""
        try:
            return token is not None and (self._folder / _NAME).read_text() == _named(token)
        except OSError:
            return False

    def open(self) -> None:
        """Make it no one's, before it is changed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _NAME).unlink(missing_ok=True)

    def close(self, token: str) -> None:
        """Make it that of a derivation."""
        (self._folder / _NAME).write_text(_named(token))

    def keys(self) -> list[str]:
        """The keys of all codes, in order."""
        return cast("list[str]", self._json("keys"))

    def key_digests(self) -> Digests:
        """A digest of the key of each code."""
        return cast("Digests", self._array("keys"))

    def row_digests(self) -> Digests:
        """A digest of the row of each code."""
        return cast("Digests", self._array(DIGESTS))

    def others(self) -> Others:
        """The evidence beside the codes."""
        return Others(*self._json("others"))

    def write_others(self, others: Others) -> None:
        """Keep the evidence beside the codes."""
        self._write_json("others", list(others))

    def kind(self, name: str) -> tuple[Features, Digests]:
        """The features of a kind of evidence, and their digests."""
        told = self._json(name)
        of, starts = self._array(f"{name}-of"), self._array(f"{name}-starts")
        features = Features.stored(told["names"], told["weights"], of, starts, told["floor"])
        return features, self._array(f"{name}-said")

    def write_kind(self, name: str, features: Features, said: Digests) -> None:
        """Keep the features of a kind of evidence, and their digests."""
        weights = features.weights.astype(np.int64).tolist()
        self._write_json(name, {"names": list(features.names), "weights": weights, "floor": features.floor})
        self._write(f"{name}-of", features.of)
        self._write(f"{name}-starts", features.starts)
        self._write(f"{name}-said", said)

    def of_codes(self, kinds: Mapping[str, Features], *, with_above: bool) -> OfCodes:
        """What the codes themselves say; what is above them takes its time."""
        keys, above = self.keys(), Gathering()
        if with_above:
            above = Gathering.stored(
                self._json("above"), self._array("above-of"), self._array("above-starts")
            )
        licensed, headings = frozenset(self._json("licensed")), self._array("headings")
        return OfCodes(keys, Upwards(keys, above), kinds, licensed, headings, self._blocks("meeting"))

    def write_codes(self, codes: OfCodes) -> None:
        """Keep what the codes themselves say, but for the features."""
        self._write_json("keys", list(codes.keys))
        self._write("keys", of_texts(codes.keys))
        above = codes.above.gathering
        self._write_json("above", list(above.numbers))
        self._write("above-of", above.of)
        self._write("above-starts", above.starts)
        self._write_json("licensed", sorted(codes.licensed))
        self._write("headings", codes.headings)
        self.write_blocks("meeting", codes.meeting)

    def beside(self) -> Digests:
        """What else is said of the codes: see `signatures.beside`."""
        return cast("Digests", self._array("beside"))

    def write_beside(self, digests: Digests) -> None:
        """Keep what else is said of the codes."""
        self._write("beside", digests)

    def crossed(self) -> Blocks:
        """See `Similarity.crossed`."""
        return self._blocks("crossed")

    def write_blocks(self, name: str, blocks: Blocks) -> None:
        """Keep blocks under a name."""
        self._write(f"{name}-members", blocks.members)
        self._write(f"{name}-sizes", blocks.sizes)

    def standing(self) -> Standing:
        """The pairs that stand."""
        return Standing(
            self.keys(),
            self._array("said"),
            self._array("met"),
            KeptPairs.read(self._folder),
            self._array("pairs"),
            self._array("marks"),
        )

    def kept_pairs(self) -> KeptPairs:
        """To keep the best pairs of all codes, in order, instead of those that are there."""
        return KeptPairs(self._folder)

    def write_said(self, said: Digests, met: Digests) -> None:
        """Keep what the best pairs follow from: see `Standing`."""
        self._write("said", said)
        self._write("met", met)

    def write_pairs(self, pairs: Ints, marks: Ints) -> None:
        """Keep the pairs that stand, with their marks."""
        self._write("pairs", pairs)
        self._write("marks", marks)

    def kept_rows(self) -> KeptRows:
        """To keep the rows of all codes, in order, instead of those that are there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return KeptRows(self._folder)

    def rows(self, changed: Mapping[str, CodeRow], gone: Collection[str]) -> Iterator[CodeRow]:
        """The rows of all codes in order, with those that changed or came, without those that went."""
        coming = iter(sorted(changed))
        new = next(coming, None)
        with (self._folder / ROWS).open("rb") as file:
            for line in file:
                row = row_of(line)
                while new is not None and new < row["key"]:
                    yield changed[new]
                    new = next(coming, None)
                if row["key"] == new:
                    yield changed[new]
                    new = next(coming, None)
                elif row["key"] not in gone:
                    yield row
        while new is not None:
            yield changed[new]
            new = next(coming, None)

    def _array(self, name: str) -> Any:
        return np.load(self._folder / f"{name}.npy", allow_pickle=False)

    def _write(self, name: str, array: Any) -> None:
        np.save(self._folder / f"{name}.npy", array, allow_pickle=False)

    def _json(self, name: str) -> Any:
        return orjson.loads((self._folder / f"{name}.json").read_bytes())

    def _write_json(self, name: str, value: Any) -> None:
        (self._folder / f"{name}.json").write_bytes(orjson.dumps(value))

    def _blocks(self, name: str) -> Blocks:
        return Blocks(self._array(f"{name}-members"), self._array(f"{name}-sizes"))
