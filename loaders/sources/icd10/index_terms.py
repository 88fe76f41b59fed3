"""The XML of the ICD-10 indexes: main terms with their subterms, and `see` references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xml_rows import Element, xml_rows
from medcodegraph.loaders.report import Report

_DEEPEST_REFERENCE = 4
_NOT_A_TERM = frozenset({"by site", "by type", "condition"})
"""The end of a reference that leaves the last step to the reader."""


@dataclass(frozen=True, slots=True)
class Term:
    """A main term or a subterm: its title, its codes, its subterms.

    `codes` are as written in the index, `cells` by column of a table. `see` are references to other terms.
    """

    title: str
    optional: str
    line: int
    codes: tuple[str, ...]
    cells: Mapping[int, str]
    see: tuple[str, ...]
    below: tuple["Term", ...]

    @property
    def wording(self) -> str:
        """The title with its nonessential modifiers."""
        return f"{self.title} {self.optional}".strip()


def main_terms(source: Packed, root: str, code_tags: Sequence[str], report: Report) -> list[Term]:
    """All main terms of an index; rejects, with the line, those without a title.

    `code_tags` are the elements that contain codes, directly below a term or inside its `see`.
    """
    found = []
    for around, element in xml_rows(source, root, "mainTerm", ("letter",)):
        if around[0].attributes.get("isAddenda") == "true":
            raise InputError("this is the addenda, not the index: give the full index", source.name)
        if element.tag != "mainTerm":
            continue
        report.rows += 1
        if element.text_of("title"):
            found.append(_term(element, code_tags))
        else:
            report.reject(source.name, element.line, "the main term has no title", element.text)
    return found


def stated(source: Packed, root: str) -> tuple[str, dict[int, str]]:
    """The version and the column headings that a file states; raises InputError if it is not an index."""
    for around, _ in xml_rows(Headed(source), root, "mainTerm", ()):
        headings = [head for group in around[0].all("indexHeading") for head in group.all("head")]
        columns = {int(head.attributes.get("col", "0")): head.text for head in headings}
        return around[0].text_of("version"), columns
    raise InputError("the index contains no main term: download it again", source.name)


def walk(terms: Iterable[Term], above: tuple[Term, ...] = ()) -> Iterator[tuple[Term, ...]]:
    """Each term with its ancestors, main term first."""
    for term in terms:
        path = (*above, term)
        yield path
        yield from walk(term.below, path)


def wordings(path: Sequence[Term]) -> list[str]:
    """A term in full (`Pain, chest`), for each form of the main term (`Abdomen, abdominal`)."""
    main, *below = path
    rest = [term.wording for term in below if term.title]
    return [", ".join([f"{form} {main.optional}".strip(), *rest]) for form in _forms(main.title)]


class References:
    """Resolves `see`: main terms by their titles and forms, and their subterms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._main: dict[str, Term] = {}
        for term in terms:
            for name in _names(term.title):
                self._main.setdefault(name, term)

    def codes(self, term: Term, depth: int = 0) -> tuple[str, ...]:
        """The codes of a term, or else those reached by a few references."""
        if term.codes or depth == _DEEPEST_REFERENCE:
            return term.codes
        targets = [found for reference in term.see if (found := self.find(reference)) is not None]
        return tuple(dict.fromkeys(code for one in targets for code in self.codes(one, depth + 1)))

    def find(self, reference: str) -> Term | None:
        """The term that a reference names; None if there is none, or the last step is left open."""
        steps = [step for step in (part.strip().lower() for part in reference.split(",")) if step]
        if not steps or steps[-1] in _NOT_A_TERM:
            return None
        for size in range(len(steps), 0, -1):
            found = self._main.get(", ".join(steps[:size]))
            for step in steps[size:]:
                found = found and next((one for one in found.below if step in _names(one.title)), None)
            if found is not None:
                return found
        return None


def _term(element: Element, code_tags: Sequence[str]) -> Term:
    references = [child for child in element.children if child.tag in ("see", "seeAlso", "use")]
    holders = [element, *references]
    title = next(iter(element.all("title")), None)
    return Term(
        element.text_of("title"),
        title.text_of("nemod") if title is not None else "",
        element.line,
        tuple(child.text for holder in holders for child in holder.children if child.tag in code_tags),
        {int(cell.attributes.get("col", "0")): cell.text for cell in element.all("cell")},
        tuple(child.text for child in references if child.text),
        tuple(_term(child, code_tags) for child in element.all("term")),
    )


def _forms(title: str) -> list[str]:
    """The forms in `Abdomen, abdominal`; any other title is a single form."""
    parts = title.split(", ")
    return parts if all(part.isalpha() for part in parts) else [title]


def _names(title: str) -> set[str]:
    return {title.lower(), *(part.lower() for part in title.split(", "))}
