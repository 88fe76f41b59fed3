"""What a code page states: the code, the procedure that it bills, and all that the page says of it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import slug_key, system_name
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names
from medcodegraph.loaders.sources.page.conditions import Phrase, condition_phrases, indicated_phrases
from medcodegraph.loaders.sources.page.items import management, purposes, terms
from medcodegraph.loaders.sources.page.lists import plain
from medcodegraph.loaders.sources.page.text import ABOVE, UNKNOWN, Entry, Page
from medcodegraph.loaders.sources.page.words import LEFT_EMPTY, STEPS

_TEXTS = {
    "summary": "summary",
    "purpose": "purpose",
    "conditions": "purpose",
    "goals": "goals",
    "symptoms": "symptoms",
    "patient_criteria": "patient_criteria",
    "instructions": "instructions",
    "anesthesia": "anesthesia",
    "duration": "duration",
    "benefits": "benefits",
    "timeline": "timeline",
    "care": "care",
    "recovery": "recovery",
    "risk_management": "risk_management",
    "patient_experience": "patient_experience",
}
"""Fields kept as text, and the property for each."""

_EDGES = {
    "setting": (Rel.PERFORMED_IN, Label.SETTING, "SETTING"),
    "personnel": (Rel.PERFORMED_BY, Label.ROLE, "ROLE"),
    "equipment": (Rel.USES, Label.EQUIPMENT, "EQUIPMENT"),
    "tests": (Rel.REQUIRES, Label.DIAGNOSTIC_TEST, "TEST"),
    "risks": (Rel.RISKS, Label.RISK, "RISK"),
    "common_risks": (Rel.RISKS, Label.RISK, "RISK"),
    "rare_risks": (Rel.RISKS, Label.RISK, "RISK"),
    "alternatives": (Rel.ALTERNATIVE_TO, Label.PROCEDURE, "PROCEDURE"),
}
"""Fields that list names, and the edges for each."""

_ANESTHESIA = re.compile(r"(?:\w+ )?(?:an(?:a)?esthesia|sedation)\b", re.IGNORECASE)
"""How a step begins that says how the patient is numbed or put to sleep."""

_RISKS = {"risks": None, "common_risks": "common", "rare_risks": "rare"}
"""Fields of risks, and their frequency."""


def procedure_key(page: Page, file: Path, number: str) -> str:
    """The procedure's key, by its name; by its code's number if only licensed text names it.

    Raises InputError for a name without letters of a to z.
    """
    name = unlicensed_name(page) or f"Procedure of CPT {number}"
    key = slug_key("PROCEDURE", plain(name))
    if key == "PROCEDURE:":
        raise InputError(
            f"the procedure's name {name!r} has no letter from a to z: write it in English", file
        )
    return key


def unlicensed_name(page: Page) -> str:
    """The procedure's name; where a CPT page gives its descriptor for one, the first other name on it.

    None if there is no other.
    """
    if not _is_descriptor(page.name, page):
        return page.name
    others = (term for entry in page.entries if entry.field == "terms" for term in terms(entry))
    return next((term for term in others if not _is_descriptor(term, page)), "")


def _is_descriptor(name: str, page: Page) -> bool:
    """Whether a name is the title of a CPT page, which is the descriptor: licensed, wherever it occurs."""
    return system_name(page.system) == "CPT" and _letters(name) == _letters(page.title) != ""


def _letters(text: str) -> str:
    return "".join(letter for letter in plain(text).casefold() if letter.isalnum())


class PageFacts:
    """Maps one page to facts."""

    def __init__(self, page: Page, file: Path, key: str, report: Report, names: Names) -> None:
        self.page, self.file, self.key, self.report, self.names = page, file, key, report, names
        self.system, _, self.number = key.partition(":")
        self.code = self._code()
        self.properties = self._properties()
        self.procedure = procedure_key(page, file, self.number)
        self.procedure = self._own_key(names.described(self.procedure))

    def facts(self) -> Iterator[Fact]:
        """The code, the procedure it bills and everything the page says about it."""
        yield self.code
        yield Node(Label.PROCEDURE, self.procedure, self.properties)
        yield Edge(Rel.BILLS, (Label.CODE, self.key), (Label.PROCEDURE, self.procedure))
        stated = set()
        for fact in self._about_procedure():
            mark = (fact.key,) if isinstance(fact, Node) else (fact.kind, fact.end, fact.id)
            if mark not in stated:
                stated.add(mark)
                yield fact

    def _own_key(self, others: Mapping[str, tuple[str, ...]]) -> str:
        """The procedure's key, from its name, unless another code's page describes that name differently."""
        known = [texts for part, texts in others.items() if part.startswith("SOURCE:page/")]
        if not known:
            return self.procedure
        said = self.properties
        mine = tuple(str(said.get(name) or "") for name in ("summary", "purpose", "description", "duration"))
        return self.procedure if mine in known else f"{self.procedure}-{self.number.lower()}"

    def _code(self) -> Node:
        properties: dict[str, Value] = {"system": self.system, "code": self.number}
        if self.system != "CPT":
            properties["display"] = self.page.title or None
        elif self.page.title:
            self._notice(None, "the page's title is a CPT descriptor, licensed by the AMA: it is not stored")
        return Node(Label.CODE, self.key, properties)

    def _properties(self) -> dict[str, Value]:
        texts: dict[str, list[str]] = {}
        lists: dict[str, list[str]] = {}
        for entry in self.page.entries:
            if entry.field in _TEXTS:
                texts.setdefault(_TEXTS[entry.field], []).append(entry.text)
            elif entry.field == STEPS:
                description, steps = _steps(entry)
                texts.setdefault("description", []).extend(description)
                lists.setdefault("steps", []).extend(steps)
            elif entry.field == "terms":
                named = [term for term in terms(entry) if not _is_descriptor(term, self.page)]
                lists.setdefault("terms", []).extend(named)
            elif entry.field in _EDGES or entry.field == "pros_cons":
                lists.setdefault("edge_sections", []).append(entry.titled)
                if entry.field in _RISKS:
                    texts.setdefault("risk_management", []).extend(management(entry))
            elif entry.field != ABOVE or self.system != "CPT":
                self._notice(entry, f"{entry.title!r} is kept in other_sections: {_why_other(entry)}")
                lists.setdefault("other_sections", []).append(entry.titled)
        if "anesthesia" not in texts:
            texts["anesthesia"] = [step for step in lists.get("steps", ()) if _ANESTHESIA.match(step)]
        properties: dict[str, Value] = {
            "name": unlicensed_name(self.page) or f"Procedure of CPT {self.number}"
        }
        properties |= {name: "\n".join(found) for name, found in texts.items() if found}
        properties |= {name: found for name, found in lists.items() if found}
        return properties

    def _about_procedure(self) -> Iterator[Node | Edge]:
        purpose = None
        for entry in self.page.entries:
            if entry.field == "conditions":
                yield from self._indications(entry)
            elif entry.field == "purpose":
                purpose = entry
            elif entry.field in _EDGES:
                yield from self._named_in(entry)
        if self._text("conditions") is None:
            yield from self._indicated(purpose)

    def _named_in(self, entry: Entry) -> Iterator[Node | Edge]:
        """The nodes that a list-like entry names, each with its edge."""
        kind, label, prefix = _EDGES[entry.field]
        found = purposes(entry)
        if not found and not management(entry):
            self._notice(entry, f"no names could be read from {entry.title!r}: its text is in edge_sections")
        for name, purpose in found.items():
            key = slug_key(prefix, name)
            if key in (f"{prefix}:", self.procedure):
                continue
            facts: dict[Rel, dict[str, Value]] = {
                Rel.REQUIRES: {"purpose": purpose},
                Rel.ALTERNATIVE_TO: {"pros_cons": self._text("pros_cons")},
                Rel.RISKS: {"frequency": _RISKS.get(entry.field)},
            }
            yield Node(label, key, {"name": name})
            yield self._edge(kind, (label, key), facts.get(kind, {}), _RISKS.get(entry.field) or "")

    def _indications(self, entry: Entry) -> Iterator[Node | Edge]:
        phrases = [phrase for piece in entry.pieces for phrase in condition_phrases(piece.text)]
        if not phrases:
            self._notice(entry, f"no condition could be read from {entry.title!r}: its text is in purpose")
        for phrase in phrases:
            yield from self._indication(entry, phrase)

    def _indication(self, entry: Entry, phrase: Phrase) -> Iterator[Node | Edge]:
        """A condition that an entry names, and that the procedure is done for it."""
        own = slug_key("CONDITION", phrase.name)
        if own == "CONDITION:":
            return
        key = self.names.key(Label.CONDITION, *phrase.names) or own
        properties: dict[str, Value] = {}
        if key == own:  # also when it is there because this page has been loaded before
            synonyms = [phrase.abbreviation] if phrase.abbreviation else None
            properties = {"name": phrase.name, "synonyms": synonyms}
            self._notice(entry, f"no known condition is called {phrase}: kept as {own}")
        criteria = self._text("symptoms", "patient_criteria")
        yield Node(Label.CONDITION, key, properties)
        yield self._edge(Rel.INDICATED_FOR, (Label.CONDITION, key), {"criteria": criteria})

    def _indicated(self, purpose: Entry | None) -> Iterator[Node | Edge]:
        """What a page without a label for conditions says it is done for, in its indications or its purpose.

        Of sentences what they say is treated ("to treat heart failure"); of a list only known conditions, as
        it can be one of symptoms.
        """
        stated = False
        for entry in self.page.entries:
            if entry.field not in ("symptoms", "purpose"):
                continue
            for piece in entry.pieces:
                for phrase in indicated_phrases(piece.text):
                    stated = True
                    yield from self._indication(entry, phrase)
                for phrase in condition_phrases(piece.text) if entry.field == "symptoms" else ():
                    if self.names.key(Label.CONDITION, *phrase.names):
                        stated = True
                        yield from self._indication(entry, phrase)
        if purpose and not stated:
            self._notice(purpose, 'no "Medical Condition:" label, so no indication is stated')

    def _edge(self, kind: Rel, end: tuple[Label, str], facts: Mapping[str, Value], id: str = "") -> Edge:
        return Edge(kind, (Label.PROCEDURE, self.procedure), end, facts, id)

    def _text(self, *fields: str) -> str | None:
        """The text of these fields, in the page's order, or None."""
        return "\n".join(entry.text for entry in self.page.entries if entry.field in fields) or None

    def _notice(self, entry: Entry | None, text: str) -> None:
        place = f"{self.file.name}:{entry.line}" if entry else self.file.name
        self.report.notice(f"{place}: {text}")


def _why_other(entry: Entry) -> str:
    if entry.field == UNKNOWN:
        return "an unknown label" if entry.label else "an unknown heading"
    return "usually empty" if entry.field == LEFT_EMPTY else "not part of the page format"


def _steps(entry: Entry) -> tuple[list[str], list[str]]:
    """The paragraphs and the steps of the procedure's description; nested items continue their step."""
    paragraphs: list[str] = []
    steps: list[str] = []
    for piece in entry.pieces:
        if piece.depth == 0:
            (steps if piece.marker else paragraphs).append(piece.text)
        else:
            indent = "  " * (piece.depth - 1)
            steps[-1] += (
                f"\n{indent}{piece.marker} {piece.text}" if piece.marker else f"\n{indent}{piece.text}"
            )
    return paragraphs, steps
