"""The resources of a file: what each is, and which of them are left out."""

from collections.abc import Collection

from medcodegraph.errors import InputError
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.contents import At, Contents
from medcodegraph.loaders.sources.fhir.files import CODE_SYSTEM, KINDS, Resource
from medcodegraph.loaders.usable_text import sound
from medcodegraph.loaders.wording import repeated


def resources(contents: Contents, report: Report, kinds: Collection[str] = KINDS) -> dict[int, Resource]:
    """The resources of some kinds, by their index in the file; counts them.

    Rejects one without a URL and duplicates; reports how many are of another kind. Raises InputError if
    there are only Bundles inside a Bundle.
    """
    heads: dict[int, dict[str, str]] = {}
    lines: dict[int, int] = {}
    for place, row in contents.rows(At.HEAD):
        lines.setdefault(place, row.line)
        head = heads.setdefault(place, {})
        if isinstance(row.value, str) and sound(row.value):
            head[row.key] = row.value
        elif row.key == "caseSensitive" and row.value is False:
            head[row.key] = "false"
    found: dict[int, Resource] = {}
    seen: dict[tuple[str, str], int] = {}
    others = bundles = 0
    for place, head in heads.items():
        resource = Resource(lines[place], head.get("resourceType", ""), head)
        if resource.kind not in KINDS:
            others += resource.kind != "Bundle"
            bundles += resource.kind == "Bundle"
            continue
        what = (resource.kind, resource.url)
        if not resource.url:
            reason = f"the {resource.kind} has no url for others to refer to"
        elif what in seen:
            reason = repeated(f"the {resource.kind} {resource.url}", seen[what])
        else:
            seen[what] = resource.line
            if resource.kind in kinds:
                report.rows += 1
                found[place] = resource
            continue
        if CODE_SYSTEM in kinds:  # the part with the code systems reports for all
            report.rows += 1
            report.reject(contents.name, resource.line, reason, resource.called)
    if CODE_SYSTEM not in kinds:
        return found
    if bundles:
        reason = f"{bundles} nested Bundles are not read: save each as a separate file"
        if not found and not report.rejects:
            raise InputError(reason, contents.name)
        report.notice(f"{contents.name}: {reason}")
    if others:
        report.notice(f"{contents.name}: {others} resources of other kinds were skipped")
    return found
