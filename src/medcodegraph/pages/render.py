"""A page as text, in the layout of a saved code page, and as Markdown."""

import re

from medcodegraph.pages.content import DISCLAIMER, Page, Section


def as_text(page: Page) -> str:
    """The page as plain text: headings on lines of their own, labels before a colon, sources numbered."""
    lines = [page.title, "", page.subtitle, ""]
    for section in page.sections:
        lines += [f"{section.heading}:" if section.heading.startswith("Name of") else section.heading, ""]
        lines += [_labelled(label, text) for label, text in section.paragraphs]
        lines += [f"  {number}. {step}" for number, step in enumerate(_plain_steps(section), 1)]
        lines += [f"- {bullet}" for bullet in section.bullets]
        lines.append("")
    lines += ["Sources", "", *(f"[{number}] {line}" for number, line in enumerate(page.sources, 1))]
    return "\n".join([*lines, "", DISCLAIMER, ""])


def as_markdown(page: Page) -> str:
    """The page as Markdown."""
    lines = [f"# {_escaped(page.title)}", "", f"*{_escaped(page.subtitle)}*", ""]
    for section in page.sections:
        lines += [f"## {_escaped(section.heading)}", ""]
        for label, text in section.paragraphs:
            lines += [f"**{label}:** {_escaped(text)}" if label else _escaped(text), ""]
        lines += [f"{number}. {_escaped(step)}" for number, step in enumerate(_plain_steps(section), 1)]
        lines += [f"- {_escaped(bullet)}" for bullet in section.bullets]
        if section.steps or section.bullets:
            lines.append("")
    lines += ["## Sources", ""]
    lines += [f"{number}. {_escaped(line)}" for number, line in enumerate(page.sources, 1)]
    return "\n".join([*lines, "", f"*{DISCLAIMER}*", ""])


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if label else text


def _plain_steps(section: Section) -> list[str]:
    """The steps without the numbers that they may carry already."""
    return [re.sub(r"^\s*(?:\d+[.)]|[-•])\s+", "", step) for step in section.steps]


def _escaped(text: str) -> str:
    """What Markdown would read as markup, as letters; addresses stay whole."""
    words = (word if "://" in word else re.sub(r"([\\`*_<>#|])", r"\\\1", word) for word in text.split(" "))
    return " ".join(words)
