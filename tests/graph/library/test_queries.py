"""The query library: headers are checked, parameters are typed, and every query answers on real Neo4j."""

from datetime import date
from pathlib import Path

import pytest

from medcodegraph.errors import InputError, NotFoundError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import Query, find, library, questions, read_library, read_query

GOOD = """\
// name: good
// title: A good one
// mode: read
// description: First line
//   and the second.
// param: key STRING  Key of something
// param: limit INTEGER = 25  The most rows
// returns: key STRING  Key
// example: medcodegraph cypher run good --key X:1

MATCH (n {key: $key}) // not $this, and not this;
WHERE n.name <> 'nor $this;' AND n.`$odd;` IS NULL /* $no */
RETURN n.key AS key LIMIT $limit
"""


def query(*params: str) -> Query:
    """A query with these parameter lines."""
    names = [param.split()[0] for param in params]
    header = ["name: q", "title: Q", "mode: read", *(f"param: {param}" for param in params)]
    header += [f"returns: {name} ANY  What was given" for name in names]
    text = ", ".join(f"${name} AS {name}" for name in names)
    return read_query("".join(f"// {line}\n" for line in header) + f"RETURN {text}", "cypher/read/q.cypher")


def test_a_header_becomes_a_query() -> None:
    good = read_query(GOOD, "cypher/read/good.cypher")
    assert (good.name, good.title, good.mode, good.folder) == ("good", "A good one", "read", "read")
    assert good.description == "First line and the second."
    assert good.examples == ("medcodegraph cypher run good --key X:1",)
    assert [(p.name, p.type, p.default, p.required) for p in good.params] == [
        ("key", "STRING", None, True),
        ("limit", "INTEGER", 25, False),
    ]
    assert [(c.name, c.type, c.description) for c in good.returns] == [("key", "STRING", "Key")]
    assert good.text.startswith("MATCH (n {key: $key})")
    assert good.text.endswith("LIMIT $limit")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("// name: good\n", "", 1, "no 'name'"),
        ("// title: A good one\n", "", 1, "no 'title'"),
        ("// mode: read\n", "", 1, "no 'mode'"),
        ("name: good", "name: other", 1, "not the file's name"),
        ("mode: read", "mode: wrote", 3, "'wrote' is not one of"),
        ("mode: read", "mode: write", 3, "statements in read/ have the mode read"),
        ("// mode: read", "// mode: read\n// mode: read", 4, "twice"),
        ("// title:", "// titel:", 2, "did you mean 'title'"),
        ("// title:", "//title:", 2, "a header line is"),
        ("key STRING ", "key TEXT ", 6, "unknown type TEXT"),
        ("key STRING  Key of", "key STRING Key of", 6, "two spaces"),
        ("INTEGER = 25", "INTEGER = many", 7, "is not JSON"),
        ("INTEGER = 25", 'INTEGER = "many"', 7, "give a whole number"),
        ("// param: limit INTEGER = 25  The most rows\n", "", 12, "$limit is not declared"),
        ("// returns: key", "// param: spare DATE  Not used\n// returns: key", 8, "'spare' is declared but"),
        ("// returns: key", "// param: key STRING  Again\n// returns: key", 8, "'key' is declared twice"),
        ("// returns: key STRING", "// returns: key STRING = 1", 8, "write `// returns:"),
        ("// returns: key STRING  Key\n", "", 1, "no 'returns'"),
        ("LIMIT $limit\n", "LIMIT $limit;\n", 13, "without `;`"),
        ("// returns: key", "// derived: word STRING from key  X\n// returns: key", 8, "did you mean"),
        ("// returns: key", "// derived: words STRING from limit  X\n// returns: key", 8, "of type STRING"),
        ("// returns: key", "// derived: words STRING  X\n// returns: key", 8, "write `// derived:"),
        ("// returns: key", "// derived: words STRING from key  X\n// returns: key", 8, "but not used"),
    ],
)
def test_errors_in_a_file_are_reported_with_their_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read_query(GOOD.replace(old, new, 1), "cypher/read/good.cypher")
    assert reason in str(caught.value)
    assert str(caught.value).startswith(f"cypher/read/good.cypher:{line}: ")


def test_a_header_without_a_statement_is_refused() -> None:
    with pytest.raises(InputError, match="no statement below the header"):
        read_query(GOOD.split("\n\n")[0], "cypher/read/good.cypher")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("analysis", "read"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "good.cypher").write_text(GOOD)
    with pytest.raises(InputError, match=r"read/good.cypher:1: cypher/analysis/good.cypher has the same"):
        read_library(tmp_path)


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(NotFoundError, match="did you mean replacement_chain"):
        find("replacement_chains")


@pytest.mark.parametrize(
    ("type", "given", "value"),
    [
        ("STRING", "0537", "0537"),
        ("INTEGER", "-12", -12),
        ("FLOAT", "1.5e3", 1500.0),
        ("FLOAT", 2, 2.0),
        ("BOOLEAN", "True", True),
        ("DATE", "2025-01-31", date(2025, 1, 31)),
        ("DATE", date(2025, 1, 31), date(2025, 1, 31)),
        ("LIST<STRING>", "a, b", ["a", "b"]),
        ("LIST<STRING>", '["a,b"]', ["a,b"]),
        ("LIST<STRING>", ["a"], ["a"]),
    ],
)
def test_words_become_typed_values(type: str, given: object, value: object) -> None:
    bound = query(f"x {type}  Something").bind({"x": given})["x"]
    assert bound == value
    assert bound.__class__ is value.__class__


@pytest.mark.parametrize(
    ("type", "given"),
    [
        ("STRING", 1),
        ("STRING", None),
        ("STRING", "\udcff"),
        ("INTEGER", "1.5"),
        ("INTEGER", "²"),
        ("INTEGER", True),
        ("INTEGER", str(2**63)),
        ("FLOAT", "nan"),
        ("FLOAT", "1e999"),
        ("FLOAT", "1.2.3"),
        ("BOOLEAN", "yes"),
        ("BOOLEAN", 1),
        ("DATE", "2025-02-30"),
        ("DATE", "20250131"),
        ("LIST<STRING>", "[1]"),
        ("LIST<STRING>", "[x"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(type: str, given: object) -> None:
    with pytest.raises(SettingsError, match=r"'x' is .*: give "):
        query(f"x {type}  Something").bind({"x": given})


def test_defaults_fill_in_and_null_is_one() -> None:
    some = query('a STRING = "x"  A', "b DATE = null  B", "c LIST<STRING> = []  C")
    assert some.bind({}) == {"a": "x", "b": None, "c": []}
    assert some.bind({"b": None})["b"] is None


def test_a_derived_parameter_is_made_from_another() -> None:
    header = ["name: q", "title: Q", "mode: read", "param: text STRING  What was typed"]
    header += ["derived: folded STRING from text  The same in small letters", "returns: folded STRING  It"]
    text = "".join(f"// {line}\n" for line in header) + "RETURN $folded AS folded"
    one = read_query(text, "cypher/read/q.cypher")
    assert one.bind({"text": "Sjögren"}) == {"text": "Sjögren", "folded": "sjogren"}
    with pytest.raises(SettingsError, match="has no parameter 'folded'"):
        one.bind({"text": "x", "folded": "y"})


def test_unknown_and_missing_parameters_are_named() -> None:
    one = query("diagnosis_key STRING  Key of a diagnosis")
    with pytest.raises(SettingsError, match="no parameter 'diagnosis': did you mean 'diagnosis_key'"):
        one.bind({"diagnosis": "x"})
    with pytest.raises(SettingsError, match=r"needs 'diagnosis_key' \(STRING\): Key of a diagnosis"):
        one.bind({})


def test_keys_and_systems_are_taken_in_any_writing() -> None:
    one = query(
        *("key STRING  K", "other_key STRING  O", "keys LIST<STRING>  L", "system STRING  S"),
        *("payers LIST<STRING>  P", "payer_keys LIST<STRING>  Q", "systems LIST<STRING>  T"),
    )
    given = {"key": "icd10cm:c9100", "other_key": "cpt4:0537t", "keys": "hcpc:q2042,MONDO:1"}
    lists = {"payers": "payer:CMS", "payer_keys": ["Payer: One"], "systems": "cpt4,icd-9-cm"}
    assert one.bind({**given, **lists, "system": "icd-10-cm"}) == {
        "key": "ICD10CM:C91.00",
        "other_key": "CPT:0537T",
        "keys": ["HCPCS:Q2042", "MONDO:1"],
        "system": "ICD10CM",
        "payers": ["PAYER:cms"],
        "payer_keys": ["PAYER:one"],
        "systems": ["CPT", "ICD9CM"],
    }


def test_every_query_of_the_package_can_be_read() -> None:
    assert {"procedures_sharing_indication", "most_disputed_codes"} <= library().keys()
    for one in questions():
        assert one.examples, f"{one.name} has no example"


SMALL = (Path(__file__).parents[1] / "small.cypher").read_text("utf-8")


@pytest.fixture
async def small(graph: Graph) -> Graph:
    """The small graph of small.cypher."""
    await graph.write(SMALL)
    return graph


ASKED: dict[str, dict[str, object]] = {
    "code": {"key": "CPT:0001X"},
    "code_conditions": {"key": "CPT:0001X"},
    "codes_without_policy": {"system": "HCPCS"},
    "conditions_with_most_procedures": {},
    "most_disputed_codes": {},
    "policies_citing_retired_codes": {},
    "policies_covering": {"key": "CPT:0001X"},
    "procedures_sharing_indication": {"key": "MONDO:0000003"},
    "replacement_chain": {"key": "CPT:0001X"},
    "retired_without_replacement": {},
    "sources": {},
    "stances_by_payer": {},
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ASKED)
async def test_a_query_returns_the_columns_it_declares(small: Graph, name: str) -> None:
    one = library()[name]
    rows = await small.read(*one.sent(ASKED[name]))
    assert rows, "the small graph has an answer"
    assert list(rows[0]) == [column.name for column in one.returns]


async def column(graph: Graph, name: str, column: str, **values: object) -> list[object]:
    """One column of a query's answer."""
    one = library()[name]
    return [row[column] for row in await graph.read(*one.sent(values))]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("key", "procedures"),
    [
        ("MONDO:0000003", ["PROCEDURE:cells", "PROCEDURE:chemo", "PROCEDURE:rays"]),  # rays by its product
        ("MONDO:0000004", ["PROCEDURE:cells", "PROCEDURE:chemo"]),
        ("MONDO:0000001", ["PROCEDURE:cells", "PROCEDURE:chemo", "PROCEDURE:rays"]),  # by what is a cancer
        ("CPT:0001X", ["PROCEDURE:chemo", "PROCEDURE:rays"]),  # not the one it bills
        ("PROCEDURE:rays", ["PROCEDURE:cells", "PROCEDURE:chemo"]),
        ("ICD10CM:C91.00", ["PROCEDURE:cells", "PROCEDURE:chemo", "PROCEDURE:rays"]),  # by its heading
        ("ICD10CM:Z00.0", []),
        ("NOBODY:1", []),
    ],
)
async def test_procedures_share_an_indication(small: Graph, key: str, procedures: list[str]) -> None:
    assert set(await column(small, "procedures_sharing_indication", "procedure", key=key)) == set(procedures)


@pytest.mark.anyio
async def test_conditions_of_a_code_say_how(small: Graph) -> None:
    one = library()["code_conditions"]

    async def ways(key: str) -> list[tuple[object, ...]]:
        rows = await small.read(*one.sent({"key": key}))
        return [(row["condition"], row["how"], row["through"]) for row in rows]

    assert await ways("CPT:0001X") == [
        ("MONDO:0000003", "by procedure", "PROCEDURE:cells"),
        ("MONDO:0000004", "by procedure", "PROCEDURE:cells"),
    ]
    assert await ways("HCPCS:Q0001") == [("MONDO:0000003", "indicated", None)]
    assert await ways("ICD10CM:C91.0") == [("MONDO:0000003", "classifies", None)]
    assert await ways("ICD10CM:C91.00") == [("MONDO:0000003", "by heading", "ICD10CM:C91.0")]


@pytest.mark.anyio
async def test_policies_of_a_code_for_a_diagnosis(small: Graph) -> None:
    """A policy that names the diagnosis, at any level, or none at all; in the code's own group."""
    one = library()["policies_covering"]

    async def stances(**values: str) -> list[tuple[object, ...]]:
        rows = await small.read(*one.sent(values))
        return [(row["policy"], row["stance"], row["diagnosis"], row["diagnosis_stance"]) for row in rows]

    assert await stances(key="CPT:0001X") == [
        ("NCD:1", "covered", None, None),
        ("POLICY:three", "not_covered", None, None),
        ("POLICY:two", "conditional", None, None),
    ]
    assert await stances(key="CPT:0001X", diagnosis_key="ICD10CM:C91.00") == [
        ("NCD:1", "covered", None, None),
        ("POLICY:two", "conditional", "MONDO:0000002", "covered"),
    ]
    assert await stances(key="HCPCS:Q0001", diagnosis_key="ICD10CM:C91.00") == [
        ("POLICY:two", "conditional", "MONDO:0000003", "not_covered")
    ]
    assert await stances(key="CPT:0001X", payer_key="PAYER:three") == [
        ("POLICY:three", "not_covered", None, None)
    ]


@pytest.mark.anyio
async def test_a_replacement_chain_is_the_same_from_any_of_its_codes(small: Graph) -> None:
    chain = ["CPT:0001X", "CPT:10001", "CPT:10002"]
    for position, key in enumerate(chain):
        nodes = await column(small, "replacement_chain", "node", key=key)
        assert [node["key"] for node in nodes if isinstance(node, dict)] == chain
        steps = await column(small, "replacement_chain", "step", key=key)
        assert steps == [step - position for step in range(3)]


@pytest.mark.anyio
async def test_analysts_questions(small: Graph) -> None:
    assert await column(small, "most_disputed_codes", "code") == ["CPT:0001X"]
    assert await column(small, "most_disputed_codes", "minority") == [2]
    assert await column(small, "most_disputed_codes", "code", system="hcpcs") == []
    assert await column(small, "codes_without_policy", "code", system="HCPCS") == ["HCPCS:Q0002"]
    billable = await column(small, "codes_without_policy", "code", system="ICD10CM")
    assert billable == ["ICD10CM:C91.00", "ICD10CM:Z00.0"]
    every = await column(small, "codes_without_policy", "code", system="ICD10CM", billable_only="false")
    assert every == ["ICD10CM:C91.0", *billable]
    assert await column(small, "conditions_with_most_procedures", "total") == [3, 3, 3, 2]
    retired = await column(small, "policies_citing_retired_codes", "policy")
    assert retired == ["NCD:1", "POLICY:three", "POLICY:two"]
    assert await column(small, "policies_citing_retired_codes", "names_replacement") == [False, True, False]
    assert await column(small, "policies_citing_retired_codes", "policy", as_of="2024-12-31") == []
    assert await column(small, "retired_without_replacement", "code") == ["CPT:0009X"]
    assert await column(small, "stances_by_payer", "not_covered") == [0, 1, 0]
