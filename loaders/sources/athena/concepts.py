"""Concepts of an Athena export as codes, with their concept ids."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.keys import code_key, normalise, system_name
from medcodegraph.graph.model import Label
from medcodegraph.loaders.codes.facts import code_facts
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.licence import is_owned
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.athena.tables import CONCEPTS, SYNONYMS, days_in, number_in, table_rows
from medcodegraph.loaders.uris.systems import CASELESS, CONDITIONS, URIS
from medcodegraph.loaders.wording import differs_in_case

CPT = "CPT"
_NAMES = {"ICD10": "ICD10WHO"}  # the others have the same name here
_CLASSES = {"HCPCS Modifier": "HCPCSMOD"}
_OWN = {"Concept Class", "Condition Type", "Cost", "CDM", "Domain", "Language", "Metadata", "None"}
_OWN |= {"OMOP Extension", "OMOP Genomic", "Relationship", "Type Concept", "Vocabulary", "Visit"}
_ENGLISH = "4180186"
_LONGEST = 1_000


class Concepts:
    """The codes of the chosen vocabularies, or of all but OHDSI's own, by concept id."""

    def __init__(self, chosen: Collection[str], titles: Mapping[str, Mapping[str, str]]) -> None:
        self._chosen = {name.casefold() for name in chosen}
        self._titles = titles
        self._valid: dict[str, bool] = {}  # by key
        self._written: dict[str, str] = {}  # by key, where the code is not written as there
        self.keys: dict[int, str] = {}
        self.vocabularies: set[str] = set()
        self.untold: dict[str, int] = {}
        """How many codes of a system have no names, as these are proprietary."""

    def facts(self, files: Sequence[Packed], report: Report) -> Iterator[Fact]:
        """The codes and their systems.

        Rejects a concept with an invalid id, vocabulary, code or date, and duplicates. Of several concepts of
        one code (as for DRGs) the valid one is taken.
        """
        systems: set[str] = set()
        for line, row, source in _rows(files, CONCEPTS, report):
            if not self._wanted(row["vocabulary_id"]):
                continue
            self.vocabularies.add(row["vocabulary_id"])
            try:
                number, key, valid = self._identified(row)
                told = _told(row, key)
            except ValueError as error:
                report.reject(source.name, line, str(error), f"{row['vocabulary_id']} {row['concept_code']}")
                continue
            if number in self.keys:
                if self.keys[number] != key or len(files) == 1:
                    report.reject(source.name, line, f"the concept {number} is listed twice", key)
                continue
            system, _, code = key.partition(":")
            was_valid = self._valid.get(key)
            written = self._written.get(key, code) if was_valid is not None else row["concept_code"]
            if _bare(written) != _bare(row["concept_code"]):
                reason = differs_in_case(row["concept_code"], written)
                report.reject(source.name, line, reason, key)
                continue
            if was_valid is not None and (was_valid or not valid):
                self.keys[number] = key
                continue
            if written != code:
                self._written[key] = written
            if system not in systems:
                systems.add(system)
                yield self._system(system, row["vocabulary_id"])
            if system not in CASELESS:
                told["code"] = row["concept_code"].strip()
            if told["display"] is None and is_owned(key):
                self.untold[system] = self.untold.get(system, 0) + 1
            facts = code_facts(system, code, told)
            key = facts[0].key  # the same text everywhere: there may be a million
            self.keys[number], self._valid[key] = key, valid
            yield from facts
        self._valid.clear()  # not needed any more
        self._written.clear()

    def texts(self, files: Sequence[Packed], report: Report) -> Iterator[Fact]:
        """The names of CPT codes only."""
        for line, row, source in _rows(files, CONCEPTS, report):
            if self._wanted(row["vocabulary_id"]) and system_name(row["vocabulary_id"]) == CPT:
                try:
                    number, key, _ = self._identified(row)
                except ValueError as error:
                    report.reject(source.name, line, str(error), row["concept_code"])
                    continue
                self.keys[number] = key
                if row["concept_name"]:
                    yield Node(Label.CODE, key, {"display": row["concept_name"]})
                else:
                    self.untold[CPT] = self.untold.get(CPT, 0) + 1

    def synonyms(self, files: Sequence[Packed], report: Report, *, of_cpt: bool) -> Iterator[Fact]:
        """The English synonyms of the codes that were read: of CPT codes or of all others."""
        found: dict[str, str] = {}  # a line for each: less than a list takes for a million codes
        outside, first = 0, ""
        for line, row, source in _rows(files, SYNONYMS, report):
            try:
                key = self.keys.get(number_in(row, "concept_id"))
            except ValueError as error:
                report.reject(source.name, line, str(error), row["concept_synonym_name"])
                continue
            if not key:
                outside, first = outside + 1, first or f"{source.name}:{line}"
                continue
            text = " ".join(row["concept_synonym_name"].split())
            if not text or row["language_concept_id"] != _ENGLISH:
                continue
            if key.startswith(f"{CPT}:") if of_cpt else not is_owned(key):
                known = found.get(key)
                if known is None:
                    found[key] = text
                elif text not in known.split("\n"):
                    found[key] = f"{known}\n{text}"
        if outside and not of_cpt:
            report.notice(
                f"{first}: {outside} synonyms belong to concepts that are not loaded; this is the first"
            )
        for key, texts in found.items():
            yield Node(Label.CODE, key, {"synonyms": texts.split("\n")})

    def _wanted(self, vocabulary: str) -> bool:
        if system_name(vocabulary) in CONDITIONS:
            return False
        return vocabulary.casefold() in self._chosen if self._chosen else vocabulary not in _OWN

    def _identified(self, row: Mapping[str, str]) -> tuple[int, str, bool]:
        """The concept's id, the key of its code, and whether it is valid."""
        number, code = number_in(row, "concept_id"), row["concept_code"].strip()
        vocabulary = row["vocabulary_id"]
        system = _CLASSES.get(row["concept_class_id"]) or _NAMES.get(vocabulary) or system_name(vocabulary)
        if not system_name(vocabulary):
            raise ValueError(f"vocabulary_id is {vocabulary[:50]!r}, which is not a vocabulary")
        key = code_key(system, code)
        if not code or len(key) > _LONGEST or normalise(key) != key:
            raise ValueError(f"{code[:50]!r} of {vocabulary[:50]!r} cannot be a code")
        return number, key, not row["invalid_reason"]

    def _system(self, system: str, vocabulary: str) -> Node:
        title = self._titles.get(vocabulary, {})
        stated: dict[str, Value] = {
            "name": system,
            "title": title.get("vocabulary_name"),
            "uri": URIS.get(system),
            "version": title.get("vocabulary_version"),
        }
        return Node(Label.CODE_SYSTEM, f"SYSTEM:{system}", stated)


def _bare(code: str) -> str:
    """A code without points, which some write and others leave out."""
    return code.strip().replace(".", "")


def _rows(
    files: Sequence[Packed], table: str, report: Report
) -> Iterator[tuple[int, dict[str, str], Packed]]:
    for source in files:
        for line, row in table_rows(source, table, report):
            yield line, row, source


def _told(row: Mapping[str, str], key: str) -> dict[str, Value]:
    since, until = days_in(row)
    name = " ".join(row["concept_name"].split())
    return {
        "display": None if is_owned(key) else name,
        "level": row["concept_class_id"].lower(),
        "status": "retired" if row["invalid_reason"] else "active",
        "valid_from": since,
        "valid_to": until,
    }
