"""`medcodegraph cypher`: answers as tables, JSON and CSV; users' own statements, read-only."""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet
from support.running import start

from medcodegraph.graph.driver import Graph

pytestmark = pytest.mark.anyio

Run = Callable[..., "subprocess.CompletedProcess[str]"]

VALUES = (
    "RETURN date('2025-01-31') AS day, ['a,b', null] AS list, {of: date('2025-01-31')} AS map, "
    "'say \"x\", [bold]y[/bold]' AS text, true AS flag, null AS nothing, 0.0 / 0.0 AS nan, 1.5 AS number"
)


async def test_a_question_is_answered_as_a_table(ask: Run, small: Graph) -> None:
    done = ask("cypher", "run", "code_conditions", "--key", "hcpcs:q0001")
    assert done.returncode == 0
    header, row, count = done.stdout.splitlines()
    assert header.split() == ["condition", "name", "how", "through", "match", "criteria", "source"]
    assert row.split("  ")[0] == "MONDO:0000003"
    assert count == "(1 row)"
    assert done.stderr == ""


async def test_rows_too_wide_for_the_terminal_become_blocks(ask: Run, small: Graph) -> None:
    wide = ask("cypher", "run", "code", "--key", "CPT:0001X").stdout
    assert len(wide.splitlines()) == 3
    narrow = ask("cypher", "run", "code", "--key", "CPT:0001X", COLUMNS="60").stdout
    assert "valid_to      2024-12-31\n" in narrow
    assert max(map(len, narrow.splitlines())) <= 60


async def test_json_is_valid_and_dates_are_iso(ask: Run, graph: Graph) -> None:
    (row,) = json.loads(ask("cypher", "query", VALUES, "--format", "json").stdout)
    assert row == {
        "day": "2025-01-31",
        "list": ["a,b", None],
        "map": {"of": "2025-01-31"},
        "text": 'say "x", [bold]y[/bold]',
        "flag": True,
        "nothing": None,
        "nan": None,
        "number": 1.5,
    }


def written(environment: dict[str, str], text: str, format: str) -> io.BytesIO:
    command = [sys.executable, "-m", "medcodegraph", "cypher", "query", text, "--format", format]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=True)
    return io.BytesIO(done.stdout)


async def test_files_read_back(environment: dict[str, str], graph: Graph) -> None:
    """Parquet, Arrow and Excel on standard output."""
    text = "UNWIND [1, 2] AS n RETURN n, 't' + n AS text, date('2025-01-31') AS day"
    found = {format: written(environment, text, format) for format in ("parquet", "arrow", "xlsx")}
    whole = {"n": [1, 2], "text": ["t1", "t2"], "day": [date(2025, 1, 31)] * 2}
    assert parquet.read_table(found["parquet"]).to_pydict() == whole
    assert pyarrow.ipc.open_stream(found["arrow"]).read_all().to_pydict() == whole
    sheet = openpyxl.load_workbook(found["xlsx"]).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:2] == [2, "t2"]


async def test_csv_reads_back(ask: Run, graph: Graph) -> None:
    (row,) = csv.DictReader(io.StringIO(ask("cypher", "query", VALUES, "--format", "csv").stdout))
    assert row == {
        "day": "2025-01-31",
        "list": '["a,b",null]',
        "map": '{"of":"2025-01-31"}',
        "text": 'say "x", [bold]y[/bold]',
        "flag": "true",
        "nothing": "",
        "nan": "nan",
        "number": "1.5",
    }


async def test_no_rows_still_have_columns(ask: Run, small: Graph) -> None:
    await small.write("CREATE (:CodeSystem {key: 'SYSTEM:NONE', name: 'A system without codes'})")
    asked = ("cypher", "run", "disagreements", "--system", "NONE", "--format")
    done = ask(*asked, "csv")
    assert done.stdout.startswith("node,minority,payers,")
    assert len(done.stdout.splitlines()) == 1
    assert ask(*asked, "json").stdout == "[]\n"


async def test_parameters_are_json_or_texts(ask: Run, graph: Graph) -> None:
    statement = "RETURN $n + 1 AS n, $keys[1] AS key, $text AS text"
    given = [f"--param={one}" for one in ("n=41", 'keys=["a", "b"]', "text=CPT:0537T = x")]
    done = ask("cypher", "query", statement, *given, "--format", "json")
    assert json.loads(done.stdout) == [{"n": 42, "key": "b", "text": "CPT:0537T = x"}]


async def test_a_statement_comes_from_standard_input(ask: Run, graph: Graph) -> None:
    statement = "UNWIND [1, 2, 3] AS x RETURN x"
    done = ask("cypher", "query", "-", "--format", "csv", "--limit", "2", stdin=statement)
    assert done.stdout == "x\n1\n2\n"


@pytest.mark.parametrize(
    "statement",
    ["CREATE (n:X)", "MATCH (n) SET n.x = 1", "LOAD CSV FROM 'file:///x' AS x RETURN x", "SHOW USERS"],
)
async def test_statements_that_do_not_only_read_are_refused(ask: Run, small: Graph, statement: str) -> None:
    done = ask("cypher", "query", statement)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith("error: ")
    assert await small.read("MATCH (n) WHERE n:X OR n.x = 1 RETURN n") == []


async def test_a_statement_that_takes_too_long_is_stopped(ask: Run, graph: Graph) -> None:
    slow = "UNWIND range(1, 100000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x)"
    done = ask("cypher", "query", slow, "--timeout", "1")
    assert done.returncode == 5
    assert "1 s" in done.stderr


@pytest.mark.parametrize("format", ["table", "csv", "json"])
async def test_output_to_a_closed_pipe_is_quiet(
    environment: dict[str, str], graph: Graph, format: str
) -> None:
    """As in `medcodegraph cypher query ... | head -1`: with the code that shells give for it."""
    statement = "UNWIND range(1, 50000) AS x RETURN x, 'some text' AS text"
    first, said, code = _first_line(environment, "cypher", "query", statement, "--format", format)
    assert first
    assert (said, code) == ("", 128 + signal.SIGPIPE)


def _first_line(environment: dict[str, str], *arguments: str) -> tuple[str, str, int]:
    """The first line of a command whose output is not read any further, its standard error and exit code."""
    with start(list(arguments), environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        return first, process.stderr.read(), process.wait()


async def test_an_unknown_key_is_an_error_with_suggestions(ask: Run, small: Graph) -> None:
    """But not for an existing key without rows."""
    done = ask("cypher", "run", "similar_codes", "--key", "nonsense")
    assert (done.returncode, done.stdout) == (4, "")
    assert "nothing has the key 'nonsense': write SYSTEM:code" in done.stderr
    assert ask("cypher", "run", "similar_codes", "--key", "cpt:0001x").returncode == 0


@pytest.mark.parametrize(
    ("question", "given", "told"),
    [
        ("codes_without_policy", ("--system", "HPCS"), "no code system 'HPCS' is loaded"),
        ("shared_indications", ("--keys", "CPT:0001X,CPT:0001Z"), "nothing has the key 'CPT:0001Z'"),
        (
            "search",
            ("--text", "no hit", "--systems", "CPT,HPCS"),
            "no code system 'HPCS' is loaded; loaded are CPT",
        ),
        ("search", ("--text", "no hit", "--payers", "payer:Nobody"), "nothing has the key 'PAYER:nobody'"),
        ("similar_codes", ("--key", ""), "nothing has the key ''"),
        ("procedures_sharing_indication", ("--key", "0001x"), "nothing has the key '0001x'"),
    ],
)
async def test_a_system_or_one_of_several_keys_that_does_not_exist_is_an_error(
    ask: Run, small: Graph, question: str, given: tuple[str, str], told: str
) -> None:
    await small.write("CREATE (:CodeSystem {key: 'SYSTEM:CPT'})")
    done = ask("cypher", "run", question, *given)
    assert (done.returncode, done.stdout) == (4, "")
    assert told in done.stderr


@pytest.mark.parametrize("given", ["CPT:0001Z", "CPT:0001Z,nonsense"])
async def test_a_question_about_keys_that_may_not_exist_answers_with_no_rows(
    ask: Run, small: Graph, given: str
) -> None:
    done = ask("cypher", "run", "known_keys", "--keys", given, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
