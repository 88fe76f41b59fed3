"""The XML of the ICD-10 indexes: main terms with their subterms, and `see` references."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xml_rows import Element, xml_rows
from medcodegraph.loaders.report import Report

_DEEPEST_REFERENCE = 4
_ALIKE = 3
_MODIFIERS = re.compile(r"\([^)]*\)")
_LINKING = frozenset({"with", "in", "due to", "by", "following"})
_NOT_A_TERM = frozenset({"by site", "by type", "condition"})
"""The end of a reference that leaves the last step to the reader."""


@dataclass(frozen=True, slots=True)
class Term:
    """A main term or a subterm: its title, its codes, its subterms.

    `codes` are as written in the index, `cells` by column of a table. `see` are references to other terms.
    `names` are the title and its forms, as references are compared with them.
    """

    title: str
    names: tuple[str, ...]
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

    def __init__(self, terms: Sequence[Term], cell: Callable[[str], str | None] = lambda _: None) -> None:
        """`cell` gives the code in a table that a reference leads to, if it leads to one."""
        self._cell = cell
        # `Gout` is `Gout, gouty`, not `Gout, chronic`: titles first, then forms, then qualified titles.
        self._main: tuple[dict[str, list[Term]], ...] = ({}, {}, {})
        for term in terms:
            title, *names = term.names
            self._main[0].setdefault(title, []).append(term)
            rank, names = (1, names) if len(_forms(term.title)) > 1 else (2, names[:1])
            for name in names:
                self._main[rank].setdefault(name, []).append(term)

    def codes(self, path: Sequence[Term], depth: int = 0) -> tuple[str, ...]:
        """The codes of a term, given with its ancestors, or else those reached by a few references."""
        term = path[-1]
        if term.codes or depth == _DEEPEST_REFERENCE:
            return term.codes
        found: list[str] = []
        for reference in term.see:
            if code := self._cell(reference):
                found.append(code)
            elif target := self.find(reference, path[0]):
                found.extend(self.codes(target, depth + 1))
        return tuple(dict.fromkeys(found))

    def find(self, reference: str, main: Term | None = None) -> tuple[Term, ...] | None:
        """The term that a reference names, with its main term; None if there is none, or several.

        `main` is the main term it stands under: there `Fracture, skull` is a fracture of the same kind.
        """
        steps = steps_of(reference)
        if not steps or steps[-1] in _NOT_A_TERM:
            return None
        for size in range(len(steps), 0, -1):
            name = ", ".join(steps[:size])
            for named in self._main:
                known = named.get(name, [])
                found = [(one, end) for one in known if (end := down(one, steps[size:])) is not None]
                if found:
                    return next((pair for pair in found if len(found) == 1 or pair[0] is main), None)
        return None


def steps_of(reference: str) -> list[str]:
    """The titles that a reference names, from a main term down, as `down` compares them."""
    return [_plain(step) for step in reference.split(",") if step.strip()]


def down(term: Term, steps: Sequence[str]) -> Term | None:
    """The term that steps lead to from this one."""
    found: Term | None = term
    for step in steps:
        found = found and _below(found, step)
    return found


def _below(term: Term, step: str) -> Term | None:
    """The subterm that a step names: by its title, or as the only one with such a form or beginning."""
    for child in term.below:
        if step == child.names[0]:
            return child
    named = [child for child in term.below if step in child.names]
    begun = [child for child in term.below if child.names[0].startswith(f"{step} ")]
    for found in (named, begun):
        if found:
            return found[0] if len(found) == 1 else None
    # `with effusion` stands as `effusion` below `with`, where diseases that go together also stand.
    for child in term.below:
        for name in child.names:
            if name in _LINKING and (name == "with" or step.startswith(f"{name} ")):
                return _below(child, step.removeprefix(f"{name} "))
    return None


def _term(element: Element, code_tags: Sequence[str]) -> Term:
    references = [child for child in element.children if child.tag in ("see", "seeAlso", "use")]
    holders = [element, *references]
    title = next(iter(element.all("title")), None)
    written = element.text_of("title")
    return Term(
        written,
        tuple(dict.fromkeys(map(_plain, (written, *written.split(", "))))),
        title.text_of("nemod") if title is not None else "",
        element.line,
        tuple(child.text for holder in holders for child in holder.children if child.tag in code_tags),
        {int(cell.attributes.get("col", "0")): cell.text for cell in element.all("cell")},
        tuple(child.text for child in references if child.text),
        tuple(_term(child, code_tags) for child in element.all("term")),
    )


def _forms(title: str) -> list[str]:
    """The forms in `Abdomen, abdominal`, which begin alike; `Fracture, traumatic` is a single one."""
    parts = title.split(", ")
    alike = all(part.isalpha() and part[:_ALIKE].lower() == title[:_ALIKE].lower() for part in parts)
    return parts if alike else [title]


def _plain(title: str) -> str:
    """A title in small letters and the singular, without parentheses, `NEC`, `NOS` and hyphens."""
    words = " ".join(_MODIFIERS.sub(" ", title.lower()).replace("-", " ").split()).replace(" ,", ",")
    bare = words.removesuffix(" nec").removesuffix(" nos")
    return ", ".join(part.removesuffix("s") for part in bare.split(", "))
