"""Scores coverage verdicts."""

import re

from gold.asking import Row, Score, Server

COVERAGE = """query($c: String!, $d: String, $p: String, $s: String, $o: Date) {
  coverage(code: $c, diagnosis: $d, payer: $p, state: $s, asOf: $o) { verdict summary notes } }"""
UNKNOWN = re.compile(r"unknown|there is no|no such|not known|not found|does not exist", re.IGNORECASE)


def coverage(server: Server, row: Row) -> Score:
    """The verdict is one of `verdict`, and not the dangerous one, `must_not`.

    `UNKNOWN` means null, `UNKNOWN_INPUT`, or `NO_POLICY_FOUND` with a note about the unknown input.
    """
    given = {"c": row["code"], "d": row["diagnosis"], "p": row["payer"], "s": row["state"], "o": row["as_of"]}
    answer = server.ask(COVERAGE, **{name: value or None for name, value in given.items()})["coverage"]
    wanted = row["verdict"].split("|")
    if answer is None:
        verdict, summary, unknown = "UNKNOWN", "null", True
    else:
        verdict, summary = answer["verdict"], answer["summary"]
        unknown = bool(UNKNOWN.search(" ".join([*answer["notes"], summary])))
        if verdict == "UNKNOWN_INPUT" or (unknown and verdict == "NO_POLICY_FOUND" and wanted == ["UNKNOWN"]):
            verdict = "UNKNOWN"
    right = verdict in wanted
    dangerous = not right and verdict == row["must_not"]
    asked = " ".join(value for value in given.values() if value)
    return Score(
        right,
        {"right": right, "not_dangerous": not dangerous},
        f"{asked}: {verdict}{' (dangerous)' if dangerous else ''}, wanted {row['verdict']}"
        f" ({row['why']}): {summary}",
    )
