"""Lists of the billable codes of ICD-10-CM and ICD-10-PCS: one code with its title per line.

They come with the order files (`icd10cm_codes_2025.txt`), which say the same and more: a list is read only
if it comes alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.recognise import Found, start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import not_in_form, repeated

_LINE = re.compile(r"([0-9A-Z]{3,7}) +(\S.*)")
_MAPPED = re.compile(r"\S+ +\d{5}")
_SAMPLE = 50


def is_code_list(source: Packed, code: re.Pattern[str], column: int) -> bool:
    """Whether a file is such a list: its first lines are codes that match, with titles from this column.

    In a map (a GEM) another code and five flags follow the code.
    """
    lines = [line.rstrip() for line in start_of(source).split("\n")[:_SAMPLE] if line.strip()]
    whole = lines[:-1] or lines  # the last one may be cut
    return bool(whole) and all(
        (match := _LINE.fullmatch(line)) is not None
        and code.fullmatch(match[1]) is not None
        and match.start(2) == column - 1
        and _MAPPED.fullmatch(match[2]) is None
        for line in whole
    )


def without_redundant_lists(
    found: Sequence[Found[str]], order: str, listed: str, release: Callable[[Packed], str | None]
) -> list[Found[str]]:
    """The files found, but for lists that come with an order file: in one zip, or of the same release."""
    zips = {each.source.path for each in found if each.kind == order and each.source.member is not None}
    releases = {release(each.source) for each in found if each.kind == order}
    return [
        each
        for each in found
        if each.kind != listed or not (each.source.path in zips or release(each.source) in releases)
    ]


def listed_codes(source: Packed, code: re.Pattern[str], report: Report) -> Iterator[tuple[str, str]]:
    """The codes with their titles; counts lines, rejects other codes and those listed twice."""
    lines: dict[str, int] = {}
    for number, text in numbered_lines(source, western_line, ended=True):
        if not text.strip():
            continue
        report.rows += 1
        match = _LINE.fullmatch(text.rstrip())
        if match is None:
            report.reject(source.name, number, "the line is not a code followed by its title", text)
        elif not code.fullmatch(match[1]):
            report.reject(source.name, number, not_in_form(match[1], "a code of this system"), text)
        elif match[1] in lines:
            reason = repeated(match[1], lines[match[1]])
            report.reject(source.name, number, reason, text)
        else:
            lines[match[1]] = number
            yield match[1], " ".join(match[2].split())
