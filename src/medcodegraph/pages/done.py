"""A procedure on a page: the sections of a saved code page, in its order."""

from collections.abc import Iterable

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Facts, Line, Link, Section, Steps
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

PANEL = "Procedures"


def procedure(found: Data, code: Data | None, cited: Cited) -> list[Section]:
    """The sections of a procedure, on its own page or on that of a code that bills it."""
    indications = [*found["indications"], *(code["indications"] if code else ())]
    return [
        _name(found, code, cited),
        _texts("Summary", ("", found["summary"])),
        _texts("Purpose", ("", found["purpose"]), ("Goals", found["goals"])),
        _indications(found, indications, cited),
        _texts(
            "Preparation",
            ("Pre-procedure Instructions", found["instructions"]),
            ("Diagnostic Tests", words.names(one["test"] for one in found["diagnosticTests"])),
        ),
        _how(found),
        _texts("Duration", ("", found["duration"])),
        _texts("Setting", ("", words.names(found["settings"]))),
        _texts("Personnel", ("Healthcare Professionals Involved", words.names(found["roles"]))),
        _risks(found),
        _texts("Benefits", ("Expected Benefits", found["benefits"]), ("Timeline", found["timeline"])),
        _texts("Recovery", ("Post-procedure Care", found["care"]), ("Recovery Time", found["recovery"])),
        _alternatives(found, cited),
        _texts("Patient Experience", ("", found["patientExperience"])),
        _texts("More", *(("", text) for text in found["otherSections"])),
    ]


def conditions(heading: str, indications: Iterable[Data], cited: Cited) -> Section:
    """Conditions, with the criteria stated by each source."""
    told: dict[str, list[Data]] = {}
    for one in indications:
        told.setdefault(one["condition"]["key"], []).append(one)
    section = Section(heading, PANEL)
    lines: list[Line] = []
    for ones in told.values():
        criteria = words.joined([one["criteria"] or "", *cited.by(*one["sources"])] for one in ones)
        said = any(one["criteria"] for one in ones)
        lines.append([*words.condition(ones[0]["condition"]), ": " if said else "", *criteria])
    section.list(lines)
    return section


def _name(found: Data, code: Data | None, cited: Cited) -> Section:
    name = Section("Name of the Procedure", PANEL)
    if not found["name"]:
        return name
    facts = Facts()
    facts.add("Name", [Link("Procedure", found["key"], found["name"]), *cited.by(found["source"])])
    facts.add("Technical Terms", ", ".join(found["terms"]))
    edges = found["codes"]["edges"]
    if code:
        steps = {edge["step"] for edge in edges if edge["node"]["key"] == code["key"]}
        facts.add("Billed by this code", ", ".join(sorted(step for step in steps if step)))
        edges = [edge for edge in edges if edge["node"]["key"] != code["key"]]
    others = {edge["node"]["key"]: edge["node"] for edge in edges}
    label = "Other codes" if code else "Codes"
    facts.add(label, words.joined(([Link("Code", key, key)] for key in sorted(others)), ", "))
    name.blocks.append(facts)
    return name


def _indications(found: Data, stated: list[Data], cited: Cited) -> Section:
    section = conditions("Indications", stated, cited)
    section.say("Symptoms/Conditions", found["symptoms"])
    section.say("Patient Criteria", found["patientCriteria"])
    return section


def _how(found: Data) -> Section:
    how = _texts("Procedure Description", ("", found["description"]))
    how.blocks.append(Steps(list(found["steps"])))
    how.say("Tools and Equipment", words.names(found["equipment"]))
    how.say("Anesthesia or Sedation", found["anesthesia"])
    return how


def _risks(found: Data) -> Section:
    risks = Section("Risks and Complications", PANEL)
    for label, frequency in (("Common Risks", "COMMON"), ("Rare Risks", "RARE"), ("Risks", None)):
        risks.say(label, words.names(one["risk"] for one in found["risks"] if one["frequency"] == frequency))
    risks.say("Management", found["riskManagement"])
    return risks


def _alternatives(found: Data, cited: Cited) -> Section:
    section = Section("Alternatives", PANEL)
    lines: list[Line] = []
    for one in found["alternatives"]:
        other = one["procedure"]
        line: Line = [Link("Procedure", other["key"], other["name"] or other["key"])]
        lines.append([*line, f": {one['prosCons']}" if one["prosCons"] else "", *cited.by(*one["sources"])])
    section.list(lines)
    return section


def _texts(heading: str, *parts: tuple[str, str | None]) -> Section:
    section = Section(heading, PANEL)
    for label, text in parts:
        section.say(label, text)
    return section
