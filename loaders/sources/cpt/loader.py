"""CPT: the descriptors in the user's own files from the AMA, loaded only for users who state their licence.

The bare codes are one part and the texts another, so that the texts can be hidden without the codes.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.facts import code_facts
from medcodegraph.loaders.licence import CPT_LICENCE, CPT_OWNER, OPTION, holds_licence
from medcodegraph.loaders.recognise import Found, found_files, known, start_of
from medcodegraph.loaders.release_name import RELEASE_OPTION, calendar_start, release_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.cpt.rows import Form, descriptors, form_of

SYSTEM = "CPT"
URI = "http://www.ama-assn.org/go/cpt"
_TITLE = "Current Procedural Terminology (CPT)"
_URL = "https://www.ama-assn.org/practice-management/cpt"
_FORMATS = (
    "the AMA's files of long, medium, short, consumer and clinician descriptors, tab-separated or fixed-width"
)
_YEAR = re.compile(r"\bCPT\W{0,8}(20\d\d)\b")
_Files = Sequence[Found[Form]]


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    if not holds_licence(options):
        raise SettingsError(
            "the wording of CPT belongs to the American Medical Association: if you hold a licence that "
            "covers this use, say so with --i-have-a-licence"
        )
    found = _mixed_case(found_files(paths, form_of, _FORMATS))
    releases = {release for each in found if (release := _release(each, options))}
    if len(releases) > 1:
        raise InputError(
            f"the files are from the releases {' and '.join(sorted(releases))}: give those of one", paths[0]
        )
    release = next(iter(releases), None)
    files = list(dict.fromkeys(each.source.path for each in found))
    since = calendar_start(release)
    lists = [f"{SYSTEM} code"] if any(each.kind.text == "long" for each in found) else []
    codes, wording = Edition("cpt/codes", release, since, lists), Edition("cpt/descriptors", release, since)
    bare = Provenance("CPT codes, without their wording", CPT_OWNER, _URL, "bare numbers", release)
    texts = Provenance("CPT descriptors", CPT_OWNER, _URL, CPT_LICENCE, release)
    return [
        Part(codes.name, files, bare, partial(_codes, found, release), edition=codes),
        Part(wording.name, files, texts, partial(_texts, found), edition=wording, licensed=True),
    ]


def _mixed_case(found: _Files) -> _Files:
    """One file for each kind of text: the AMA ships some in capitals too, and in both layouts."""
    chosen: dict[str, Found[Form]] = {}
    for each in found:
        before = chosen.get(each.kind.text)
        if before is None or (before.kind.capitals and not each.kind.capitals):
            chosen[each.kind.text] = each
        elif before.kind.capitals == each.kind.capitals and before.kind.columns == each.kind.columns:
            names = f"{before.source.name} and {each.source.name}"
            raise InputError(f"{names} both hold the {each.kind.text} descriptors: give one of them")
    return list(chosen.values())


def _release(found: Found[Form], options: Options) -> str | None:
    stated = _YEAR.search(start_of(found.source)[:4000]) if "release" not in options else None
    return stated[1] if stated else release_of(found.source, options)


def _codes(found: _Files, release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    system: dict[str, Value] = {
        "name": SYSTEM,
        "title": _TITLE,
        "uri": URI,
        "publisher": CPT_OWNER,
        "licence": CPT_LICENCE,
        "version": release,
    }
    yield Node(Label.CODE_SYSTEM, f"SYSTEM:{SYSTEM}", system)
    stated: set[str] = set()
    for each in found:
        for code, _ in descriptors(each.source, each.kind, report):
            if code not in stated:
                stated.add(code)
                yield from code_facts(SYSTEM, code, {"level": "code", "status": "active"})


def _texts(found: _Files, report: Report, _names: Names) -> Iterator[Fact]:
    for each in found:
        for code, text in descriptors(each.source, each.kind, report):
            yield Node(Label.CODE, code_key(SYSTEM, code), {each.kind.text_property: text})


LOADER = Loader(
    name="cpt",
    summary="CPT: the wording of procedure codes, from your own licensed files (AMA)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=85,
    parts=_parts,
    recognises=known(form_of),
    options={**OPTION, **RELEASE_OPTION},
)
