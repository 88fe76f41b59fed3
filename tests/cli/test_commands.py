"""Help, exit codes and errors of the command line that need no database."""

import re
import subprocess
from collections.abc import Callable

import pytest

from medcodegraph.loaders.registry import LOADERS

Run = Callable[..., "subprocess.CompletedProcess[str]"]

AWAY = {"MEDCODEGRAPH_NEO4J_URI": "bolt://127.0.0.1:9", "MEDCODEGRAPH_NEO4J_PASSWORD": "x"}
COMMANDS = [
    ["up"],
    ["serve"],
    ["load"],
    ["unload"],
    ["diff"],
    ["sources"],
    ["cypher", "run"],
    ["cypher", "run", "policies_covering"],
    ["cypher", "list"],
    ["cypher", "show"],
    ["cypher", "query"],
    ["db"],
    ["mcp"],
    ["export"],
    ["import"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_examples(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert re.search(r"Examples?:\s+medcodegraph " + command[0], done.stdout)


def test_the_help_of_load_lists_every_source(run: Run) -> None:
    shown = run("load", "--help").stdout
    for name in LOADERS:
        assert f"  {name}: " in shown


def test_commands_are_completed(run: Run) -> None:
    """As the script does that --install-completion writes."""
    words = {"COMP_WORDS": "medcodegraph exp", "COMP_CWORD": "1"}
    assert run(_MEDCODEGRAPH_COMPLETE="complete_bash", **words).stdout.split() == ["export"]


def test_help_lists_the_exit_codes_and_settings(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("130", "a file or a row is wrong", "MEDCODEGRAPH_HOME", "medcodegraph up"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nonsense"], 2, "No such command 'nonsense': see `medcodegraph --help`"),
        (["cypher", "run", "code"], 2, "Missing option '--key': see `medcodegraph cypher run code --help`"),
        (["cypher", "run", "code", "--kez", "x"], 2, "No such option: --kez"),
        (["cypher", "run", "code_condition"], 4, "did you mean code_conditions"),
        (["cypher", "show", "codee"], 4, "did you mean code"),
        (["cypher", "run", "source_state", "--source", "x"], 5, "source_state is a step of a load"),
        (["cypher", "run", "code_conditions", "--key", "x", "--limit", "few"], 2, "'limit' is 'few'"),
        (["cypher", "query", "RETURN $x", "--param", "x"], 2, "'x' is not a parameter: write name=value"),
        (["load", "/nope"], 3, "/nope: no such file"),
        (["load", "nope.csv"], 3, "nope.csv: no such file"),
        (["load", "icd10"], 4, "unknown source 'icd10': did you mean 'icd10cm'?"),
        (["load", "default", "some.xml"], 2, "default covers several sources"),
        (["load", "page", "x.txt", "--option", "code"], 2, "'code' is not an option"),
        (["db", "status"], 4, "no database is running"),
        (["db", "stop"], 4, "no database is running"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_mistake_is_one_line_and_an_exit_code(run: Run, arguments: list[str], code: int, said: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_setting_is_named(run: Run) -> None:
    done = run("sources", MEDCODEGRAPH_PORT="many")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: MEDCODEGRAPH_PORT is 'many': give a whole number from 0 to 65535\n"


def test_debug_shows_where_an_error_comes_from(run: Run) -> None:
    done = run("--debug", "cypher", "show", "nothing-like-it")
    assert done.returncode == 4
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: unknown query")


def test_an_unavailable_database_is_reported_within_seconds(run: Run) -> None:
    done = run("sources", **AWAY)
    assert done.returncode == 5
    assert done.stderr.startswith("error: Neo4j cannot be reached")


def test_the_embedded_database_is_not_touched_where_another_is_set(run: Run) -> None:
    done = run("db", "start", **AWAY)
    assert done.returncode == 2
    assert "MEDCODEGRAPH_NEO4J_URI is set" in done.stderr


def test_the_library_is_listed_and_explained(run: Run) -> None:
    listed = run("cypher", "list").stdout
    assert re.search(r"^code_conditions +Conditions that a code .* key, limit$", listed, re.MULTILINE)
    assert "source_state" not in listed, "the steps of a load are not listed"
    shown = run("cypher", "show", "code_conditions").stdout
    for word in ("--limit INTEGER", "(default: 25)", "condition STRING", "MATCH (code:Code {key: $key})"):
        assert word in shown


def test_options_of_a_question_come_from_its_header(run: Run) -> None:
    shown = run("cypher", "run", "policies_covering", "--help").stdout
    for word in ("--diagnosis-key", "STRING", "[required]", "(default: 25)", "--format"):
        assert word in shown
