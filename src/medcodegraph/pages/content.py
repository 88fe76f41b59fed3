"""The answer to the page's request as headings, paragraphs and lists, each fact with its source's number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from medcodegraph.pages.cited import Cited

Data = Mapping[str, Any]

SYSTEMS = {"CPT": "CPT4", "ICD10CM": "ICD10CM", "ICD10PCS": "ICD10PCS"}
DISCLAIMER = "Information about codes and published policies, never a payment decision."


@dataclass(slots=True)
class Section:
    """A heading, and paragraphs (with the label before them, if any), bullets and numbered steps in turn."""

    heading: str
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def say(self, label: str, text: str | None) -> None:
        """A paragraph, unless there is nothing to say."""
        if text:
            self.paragraphs.append((label, text))

    @property
    def empty(self) -> bool:
        """Whether there is nothing under the heading."""
        return not (self.paragraphs or self.bullets or self.steps)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, a line under it, sections that say something, the sources they cite."""

    title: str
    subtitle: str
    sections: list[Section]
    sources: list[str]


def page(code: Data) -> Page:
    """The page of a code, from the field `code` of the answer."""
    cited = Cited()
    procedures = code["procedures"]
    names = [procedure["name"] for procedure in procedures if procedure["name"]]
    title = code["display"] or ", ".join(names) or code["key"]
    sections = [_code(code, cited)]
    for procedure in procedures:
        sections += _procedure(procedure, code, cited)
    if not procedures:
        sections.append(_conditions("Indications", code["indications"], cited))
    sections += [_meaning(code, cited), _notes(code), _policies(code, title, cited), _similar(code, cited)]
    shown = [section for section in sections if not section.empty]
    system = SYSTEMS.get(code["system"], code["system"])
    return Page(title, f"{system} code {code['code']}", shown, cited.lines())


def _code(code: Data, cited: Cited) -> Section:
    """Its status, its dates, what replaced it, where it stands."""
    section = Section("Code")
    days = [f"from {code['validFrom']}"] if code["validFrom"] else []
    days += [f"until {code['validTo']}"] if code["validTo"] else []
    billable = {True: "billable", False: "a heading, not billable", None: ""}[code["billable"]]
    status = ", ".join(part for part in (code["status"] or "", *days, billable) if part)
    section.say("Status", cited.after(status, code["source"]))
    section.say("Description", code["description"] if code["description"] != code["display"] else None)
    for heading, links in (("Replaced by", code["replacedBy"]), ("Replaces", code["replaces"])):
        told = [
            cited.after(_named(link["code"]) + (f" on {link['on']}" if link["on"] else ""), link["source"])
            for link in links
        ]
        section.say(heading, "; ".join(told))
    section.say("Belongs to", "; ".join(map(_named, code["parents"])))
    children = code["children"]
    more = children["totalCount"] - len(children["nodes"])
    below = [_named(one) for one in children["nodes"]] + ([f"{more} more"] if more > 0 else [])
    section.say("Comprises", "; ".join(below))
    return section


def _procedure(procedure: Data, code: Data, cited: Cited) -> list[Section]:
    """The sections of a code page, in its order."""
    name = Section("Name of the Procedure")
    name.say("", cited.after(procedure["name"] or "", *procedure["sources"]))
    name.say("Technical Terms", ", ".join(procedure["terms"]))
    steps = {edge["step"] for edge in procedure["codes"]["edges"] if edge["node"]["key"] == code["key"]}
    name.say("Billed by this code", ", ".join(sorted(step for step in steps if step)))
    family = [edge["node"]["key"] for edge in procedure["codes"]["edges"]]
    others = sorted({key for key in family if key != code["key"]})
    name.say("Other codes", ", ".join(others))
    summary = _texts("Summary", ("", procedure["summary"]))
    purpose = _texts("Purpose", ("", procedure["purpose"]), ("Goals", procedure["goals"]))
    indications = _conditions("Indications", procedure["indications"] + code["indications"], cited)
    indications.say("Symptoms/Conditions", procedure["symptoms"])
    indications.say("Patient Criteria", procedure["patientCriteria"])
    preparation = _texts("Preparation", ("Pre-procedure Instructions", procedure["instructions"]))
    preparation.say("Diagnostic Tests", _names(one["test"] for one in procedure["diagnosticTests"]))
    how = _texts("Procedure Description", ("", procedure["description"]))
    how.steps = list(procedure["steps"])
    how.say("Tools and Equipment", _names(procedure["equipment"]))
    how.say("Anesthesia or Sedation", procedure["anesthesia"])
    risks = Section("Risks and Complications")
    for label, frequency in (("Common Risks", "COMMON"), ("Rare Risks", "RARE"), ("Risks", None)):
        risks.say(label, _names(one["risk"] for one in procedure["risks"] if one["frequency"] == frequency))
    risks.say("Management", procedure["riskManagement"])
    benefits = _texts(
        "Benefits", ("Expected Benefits", procedure["benefits"]), ("Timeline", procedure["timeline"])
    )
    recovery = _texts(
        "Recovery", ("Post-procedure Care", procedure["care"]), ("Recovery Time", procedure["recovery"])
    )
    return [
        name,
        summary,
        purpose,
        indications,
        preparation,
        how,
        _texts("Duration", ("", procedure["duration"])),
        _texts("Setting", ("", _names(procedure["settings"]))),
        _texts("Personnel", ("Healthcare Professionals Involved", _names(procedure["roles"]))),
        risks,
        benefits,
        recovery,
        _alternatives(procedure, cited),
        _texts("Patient Experience", ("", procedure["patientExperience"])),
        _texts("More", *(("", text) for text in procedure["otherSections"])),
    ]


def _conditions(heading: str, indications: Iterable[Data], cited: Cited) -> Section:
    section = Section(heading)
    told: dict[str, list[Data]] = {}
    for one in indications:
        told.setdefault(_named(one["condition"]), []).append(one)
    for name, ones in told.items():
        criteria = [cited.after(one["criteria"] or "", one["source"]).strip() for one in ones]
        section.bullets.append(f"{name}: {'; '.join(criteria)}".replace(": [", " ["))
    return section


def _alternatives(procedure: Data, cited: Cited) -> Section:
    section = Section("Alternatives")
    for one in procedure["alternatives"]:
        name = one["procedure"]["name"] or ""
        text = f"{name}: {one['prosCons']}" if one["prosCons"] else name
        section.bullets.append(cited.after(text, one["source"]))
    return section


def _meaning(code: Data, cited: Cited) -> Section:
    """What a diagnosis code means, and the maps that lead from it."""
    section = Section("Conditions and Maps")
    for edge in code["conditions"]["edges"]:
        match = (edge["match"] or "related").lower()
        section.bullets.append(cited.after(f"{_named(edge['node'])} ({match})", edge["source"]))
    for one in code["mapsTo"]:
        section.bullets.append(cited.after(f"{one['map'] or 'map'}: {_named(one['code'])}", one["source"]))
    return section


def _notes(code: Data) -> Section:
    section = Section("Notes")
    labels = {
        "includes": "Includes",
        "inclusionTerms": "Inclusion Terms",
        "excludes1": "Excludes1",
        "excludes2": "Excludes2",
        "codeFirst": "Code First",
        "useAdditional": "Use Additional Code",
        "codeAlso": "Code Also",
        "notes": "Notes",
        "axes": "Characters",
    }
    for name, label in labels.items():
        section.say(label, "; ".join(code[name]))
    return section


def _policies(code: Data, title: str, cited: Cited) -> Section:
    """The section that such pages leave empty: each policy with its payer, stance, dates, way and source."""
    found = code["relatedPolicies"]
    section = Section(f"Related policies from health plans for {title}")
    for edge in found["edges"]:
        policy = edge["node"]
        payer = (policy["payer"] or {}).get("name")
        head = ": ".join(part for part in (payer, policy["title"] or policy["key"]) if part)
        stance = (edge["stance"] or "").replace("_", " ")
        days = [f"from {policy['effectiveFrom']}"] if policy["effectiveFrom"] else []
        days += [f"until {policy['effectiveTo']}"] if policy["effectiveTo"] else []
        facts = [policy["key"], policy["status"] or "", *days]
        text = f"{head} ({', '.join(fact for fact in facts if fact)}) - {edge['reason']}"
        text += f": {stance}" if stance else ""
        text += f". {edge['criteria']}" if edge["criteria"] else ""
        section.bullets.append(cited.after(text, *edge["sources"]))
    if not found["edges"]:
        section.say("", "No policy that is loaded has to do with this code.")
    elif found["totalCount"] > len(found["edges"]):
        section.say("", f"The closest {len(found['edges'])} of {found['totalCount']}.")
    return section


def _similar(code: Data, cited: Cited) -> Section:
    """The other one: each similar code with its score and the reason."""
    section = Section("Similar Codes")
    for edge in code["similar"]["edges"]:
        section.bullets.append(
            cited.after(f"{_named(edge['node'])} - {edge['score']:.2f}: {edge['summary']}", edge["source"])
        )
    if not section.bullets:
        section.say("", "No code that is loaded shares evidence with this one.")
    return section


def _texts(heading: str, *parts: tuple[str, str | None]) -> Section:
    section = Section(heading)
    for label, text in parts:
        section.say(label, text)
    return section


def _named(thing: Data) -> str:
    name = thing.get("display") or thing.get("name")
    return f"{thing['key']} {name}" if name else str(thing["key"])


def _names(things: Iterable[Data]) -> str:
    return ", ".join(thing["name"] for thing in things if thing["name"])
