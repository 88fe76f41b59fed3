"""Rules of the domain: each is written once, by name, in `cypher/rules/`; a statement includes it with a line

    // include: in_force

A rule is a `CALL (x, ...) { ... RETURN ... AS y }` over variables in the statement's scope: it takes `x` and
gives `y`. No parameters, no templating; a rule may include others. Its header declares both:

    // name: in_force
    // title: Whether a policy is in force on a day
    // takes: policy NODE  The policy
    // takes: day DATE  The day
    // gives: in_force BOOLEAN  True, or false; never null
    // description: As long as needed.

Every mistake raises when the library is read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent

from medcodegraph.errors import InputError
from medcodegraph.graph.library.header import Header, read_header
from medcodegraph.graph.library.lexing import without_texts
from medcodegraph.graph.library.parameters import Column, suggestion

FOLDER = "rules"
_FIELDS = {"name", "title", "takes", "gives", "description"}
_ONCE = {"name", "title", "description"}
_INCLUDE = re.compile(r"([ \t]*)// include: ?(.*)")
_CALL = re.compile(r"CALL \(([^()]*)\) \{\n.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the variables it takes, the columns it gives, its text with everything it includes."""

    name: str
    title: str
    takes: tuple[Column, ...]
    gives: tuple[Column, ...]
    text: str
    description: str = ""


def read_rules(files: Iterable[tuple[str, str]]) -> Mapping[str, Rule]:
    """Rules by name, from files given as (path such as `cypher/rules/in_force.cypher`, content).

    Raises InputError, naming file and line, if one is invalid or includes itself.
    """
    written = {}
    for path, content in files:
        header = read_header(content, path, _FIELDS, _ONCE)
        name = path.rpartition("/")[2].removesuffix(".cypher")
        if header.one("name") != name:
            raise header.error(f"the name {header.one('name')!r} is not the file's name", "name")
        written[name] = header
    rules: dict[str, Rule] = {}

    def resolve(name: str, within: tuple[str, ...]) -> Rule:
        if name not in rules:
            header = written[name]
            if name in within:
                raise header.error(f"it includes itself: {' > '.join([*within, name])}")
            inner = {other: resolve(other, (*within, name)) for other in _included(header.body, written)}
            rules[name] = _rule(header, include(header.body, inner, header.path, header.lines))
        return rules[name]

    for name in written:
        resolve(name, ())
    return rules


def include(text: str, rules: Mapping[str, Rule], path: str, before: int) -> str:
    """A statement with its `include` lines replaced by the rules they name.

    `before` is the number of lines in the file before the text, for messages. Raises InputError.
    """
    lines = []
    for number, line in enumerate(text.splitlines(), start=before + 1):
        match = _INCLUDE.fullmatch(line)
        if match is None:
            lines.append(line)
            continue
        rule = rules.get(match[2].strip())
        if rule is None:
            name = match[2].strip()
            raise InputError(f"unknown rule {name!r}{suggestion(name, rules)}", path, number)
        lines += [f"{match[1]}// {rule.title} (rules/{rule.name}.cypher)", indent(rule.text, match[1])]
    return "\n".join(lines)


def _included(text: str, known: Mapping[str, object]) -> Iterator[str]:
    for line in text.splitlines():
        match = _INCLUDE.fullmatch(line)
        if match and match[2].strip() in known:
            yield match[2].strip()


def _rule(header: Header, text: str) -> Rule:
    takes = tuple(header.column(field) for field in header.named("takes"))
    gives = tuple(header.column(field) for field in header.named("gives"))
    if not takes or not gives:
        raise header.error("declare what it takes and gives: `// takes: name TYPE  What it is`")
    bare = without_texts(text)
    if "$" in bare or ";" in bare:
        raise header.error("a rule is a part of a statement, without parameters and without `;`")
    call = _CALL.fullmatch(text)
    scope = [] if call is None else [name.strip() for name in call[1].split(",")]
    if scope != [column.name for column in takes]:
        wanted = ", ".join(column.name for column in takes)
        raise header.error(f"write the rule as `CALL ({wanted}) {{ ... RETURN ... }}`")
    return Rule(
        name=header.one("name"),
        title=header.one("title"),
        takes=takes,
        gives=gives,
        text=text,
        description=header.optional("description"),
    )
