"""Nothing of a code page is lost, however it is cut and shuffled, and noise is refused without exceptions."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.page.loader import LOADER

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
FILES = sorted(path for path in PAGES.rglob("*") if path.is_file())
HEADINGS = (
    "Name of the Procedure|Summary|Purpose|Indications|Preparation|Procedure Description|Duration|Setting"
    "|Personnel|Risks and Complications|Benefits|Recovery|Alternatives|Patient Experience|Diet After Surgery"
    "|Insurance Notes|Medical Policies and Guidelines for .*|Related policies from health plans|Similar Codes"
)
LABELS = (
    "Technical Terms|Common Name\\(s\\)|Medical Condition|Goals|Symptoms/Conditions|Patient Criteria"
    "|Pre-procedure Instructions|Diagnostic Tests|Tools and Equipment|Anesthesia or Sedation"
    "|Healthcare Professionals Involved|Common Risks|Rare Risks|Management|Expected Benefits|Timeline"
    "|Post-procedure Care|Recovery Time|Other Treatment Options|Pros and Cons"
)


class NoNames:
    def described(self, _: str) -> dict[str, tuple[str, ...]]:
        return {}

    def key(self, *_: str) -> None:
        return None


def load(path: Path, **options: str) -> list[Fact]:
    (part,) = LOADER.parts([path], options)
    return list(part.facts(Report(), NoNames()))


def blocks(path: Path) -> list[str]:
    """The part before the first heading, then each section with its heading."""
    text = path.read_bytes().decode()
    return re.split(rf"^(?=(?:{HEADINGS})(?::|\r?$))", text, flags=re.MULTILINE)


def texts(facts: Sequence[Fact]) -> list[str]:
    """Every text in the facts, with lists joined as on a page."""
    values = [value for fact in facts if not isinstance(fact, Document) for value in fact.properties.values()]
    joined = [", ".join(value) if isinstance(value, list) else value for value in values]
    return [" ".join(text.split()) for text in joined if isinstance(text, str)]


def missing(text: str, facts: Sequence[Fact], whole_head: bool = True) -> list[str]:
    """The sentences of a page that are in no fact, except a CPT page's title, headings and the site line."""
    head, _, body = text.partition("Name of the Procedure")
    wanted = head.splitlines() if whole_head and "CPT4 code" not in head else []
    wanted += f"Name of the Procedure{body}".splitlines()
    stored = texts(facts)
    lost = []
    for line in wanted:
        bare = re.sub(r"^\s*(?:[-•]\s|(?:Step )?\d+[.):]\s|[a-z]\)\s)?\s*", "", line)
        if re.fullmatch(rf"(?:{HEADINGS}):?|Search all medical codes|(?:HCPCS|ICD10PCS) code", bare.strip()):
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", bare.strip()):
            unlabelled = re.sub(rf"^(?:{LABELS}|{HEADINGS}):\s*", "", sentence).rstrip(".")
            if not any(unlabelled in held for held in stored):
                lost.append(sentence)
    return lost


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_sentence_is_lost(path: Path) -> None:
    facts = load(path)
    assert missing(path.read_text(encoding="utf-8"), facts) == []


def test_no_sentence_of_the_real_page_is_lost(shared_data: Path) -> None:
    seed = shared_data.parent / "seed" / "code_page.txt"
    if not seed.is_file():
        pytest.skip(f"no code page at {seed}")
    assert missing(seed.read_text(encoding="utf-8"), load(seed, code="0537T")) == []


def test_a_lost_sentence_is_noticed() -> None:
    """The check itself: without the procedure's own facts, sentences are missing."""
    path = FILES[0]
    facts = [fact for fact in load(path) if not (isinstance(fact, Node) and "steps" in fact.properties)]
    assert len(missing(path.read_text(encoding="utf-8"), facts)) > 20


def test_head_of_a_cpt_page_is_nowhere_stored(tmp_path: Path) -> None:
    """Neither the title nor the text above it: a descriptor may span several paragraphs."""
    page = (PAGES / "cpt4" / "47562.txt").read_text(encoding="utf-8")
    path = tmp_path / "47562.txt"
    path.write_text("First half of the (test page) title;\n\n" + page, encoding="utf-8")
    assert not any("test page" in text for text in texts(load(path)))


def test_nothing_is_lost_whatever_sections_are_there_and_in_whatever_order(tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(150):
        path = chance.choice(FILES)
        head, *sections = blocks(path)
        kept = [block for block in sections if "Name of the Procedure" in block or chance.random() < 0.7]
        chance.shuffle(kept)
        text = head + "".join(kept)
        target = tmp_path / str(number) / path.name
        target.parent.mkdir()
        target.write_text(text, encoding="utf-8", newline="")
        facts = load(target)
        assert missing(text, facts) == [], text


def test_lines_dropped_and_doubled_lose_nothing_or_are_refused(tmp_path: Path) -> None:
    chance = random.Random(11)
    for number in range(150):
        path = chance.choice(FILES)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        text = "".join(line * chance.choice([0, 1, 1, 1, 1, 2]) for line in lines)
        target = tmp_path / str(number) / path.name
        target.parent.mkdir()
        target.write_text(text, encoding="utf-8", newline="")
        try:
            facts = load(target)
        except InputError:
            continue
        assert missing(text, facts, whole_head=False) == [], text


def test_random_bytes_are_refused_with_an_input_error(tmp_path: Path) -> None:
    chance = random.Random(3)
    start = (PAGES / "hcpcs" / "G0105.txt").read_bytes()
    for number in range(200):
        noise = chance.randbytes(chance.randrange(400))
        kind = number % 4
        if kind == 1:
            noise = bytes(byte & 0x7F or 0x20 for byte in noise)
        elif kind == 2:
            noise = start[:20] + noise
        elif kind == 3:
            noise = noise.hex(" ", 3).encode()
        path = tmp_path / "G0105.txt"
        path.write_bytes(noise)
        with pytest.raises(InputError):
            load(path)


def test_random_words_after_a_good_start_are_read_or_refused(tmp_path: Path) -> None:
    """Lines of stray markers, brackets, labels and headings never raise anything but InputError."""
    chance = random.Random(5)
    words = [
        "-",
        "\u2022",
        "1.",
        "a)",
        ":",
        "(",
        ")",
        ",",
        ";",
        ".",
        "\n",
        "\n\n",
        "    ",
        "such as",
        "and",
        "in",
    ]
    words += [
        "Goals:",
        "Timeline",
        "X Y",
        "(ALL)",
        "Common Risks:",
        "Medical Condition:",
        "Setting",
        "treats",
    ]
    words += ["to see", "Summary"]
    path = tmp_path / "G0105.txt"
    for _ in range(300):
        text = " ".join(chance.choice(words) for _ in range(chance.randrange(80)))
        path.write_text(f"T\n\nHCPCS code\n\nName of the Procedure:\n\nTest\n\n{text}", encoding="utf-8")
        facts = load(path)
        assert isinstance(facts[1], Node)
        assert facts[1].key == "PROCEDURE:test"


def test_a_very_long_line_is_read_in_reasonable_time(tmp_path: Path) -> None:
    """A list longer than any real one is kept as text and not parsed."""
    path = tmp_path / "G0105.txt"
    risks = "pain and (" * 20_000
    path.write_text(f"HCPCS code\nName of the Procedure: Test\nCommon Risks: {risks}", encoding="utf-8")
    facts = load(path)
    assert not any(isinstance(fact, Edge) and fact.kind == Rel.RISKS for fact in facts)
