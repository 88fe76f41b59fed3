"""Pages of random codes of a running server: whole, equal to the API's answer, and how fast.

Each page must answer 200 and weigh less than 100 kB, and no section of it may be empty. For every tenth
code, each panel must be the answer of the API to its document, and the JSON of the page must contain it. Then
some pages are requested again, warm, as HTML and as JSON in turn: HTML may take 1.5 times as long as JSON,
and 100 ms at the median.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
from record import keep, offer

from medcodegraph.pages.documents import panel, panels

HEAVIEST, SLOWEST, DEAREST = 100_000, 0.1, 1.5
SECTION = re.compile(r'<section id="([^"]+)".*?</section>', re.DOTALL)
EMPTY = re.compile(r'<div class="body">\s*</div>')


class Server:
    """A running server."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address.removesuffix("/graphql"), timeout=120)

    def page(self, key: str, accept: str, **query: str) -> httpx.Response:
        """The page of a code in one form."""
        return self._http.get(f"/code/{quote(key, safe=':.')}", params=query, headers={"accept": accept})

    def graphql(self, query: str, key: str) -> Any:
        """The data that answers a document."""
        body = {"query": query, "variables": {"key": key}}
        return self._http.post("/graphql", json=body).json().get("data")

    def rows(self, statement: str, **parameters: Any) -> list[list[Any]]:
        """The rows of a Cypher statement."""
        answer = self._http.post("/cypher", json={"statement": statement, "parameters": parameters})
        answer.raise_for_status()
        return [line["row"] for line in map(json.loads, answer.text.splitlines()) if "row" in line]


def draw(server: Server, each: int, seed: int) -> Iterator[str]:
    """Keys of `each` codes of every system, the same for the same seed."""
    chance = random.Random(seed)
    systems = server.rows("MATCH (s:CodeSystem) RETURN s.name ORDER BY s.name")
    for (name,) in systems:
        (count,) = server.rows("MATCH (c:Code {system: $name}) RETURN count(c)", name=name)[0]
        share = min(1.0, 3 * each / max(count, 1))
        rows = server.rows(
            "MATCH (c:Code {system: $name}) WHERE rand() <= $share RETURN c.key LIMIT 10000",
            name=name,
            share=share,
        )
        keys = sorted(key for (key,) in rows)
        yield from chance.sample(keys, min(each, len(keys)))


def faults(server: Server, key: str, *, deep: bool) -> list[str]:
    """What is wrong with the page of a code."""
    answer = server.page(key, "text/html")
    if answer.status_code != 200:
        return [f"{answer.status_code}"]
    found = [
        f"the section {one[1]} is empty" for one in SECTION.finditer(answer.text) if EMPTY.search(one[0])
    ]
    if not SECTION.search(answer.text):
        found.append("there is no section")
    if "was not answered in time" in answer.text:
        found.append("a part was not answered in time")
    if len(answer.content) > HEAVIEST:
        found.append(f"{len(answer.content):,} bytes")
    if deep:
        whole = server.page(key, "application/json").json()["data"]["code"]
        for name in panels("code"):
            told = server.graphql(panel("code", name), key)
            if server.page(key, "application/json", panel=name).json()["data"] != told:
                found.append(f"the panel {name} is not the API's answer")
            if any(whole.get(field) != value for field, value in told["code"].items()):
                found.append(f"the page's JSON differs in the panel {name}")
    return found


def timed(server: Server, keys: list[str]) -> tuple[list[float], list[float]]:
    """Seconds of warm pages, as HTML and as JSON, asked in turn."""
    times: dict[str, list[float]] = {"text/html": [], "application/json": []}
    for key in keys:
        for accept in times:
            server.page(key, accept)
        for accept in [*times] * 3:
            start = time.perf_counter()
            server.page(key, accept)
            times[accept].append(time.perf_counter() - start)
    return times["text/html"], times["application/json"]


def main() -> int:
    """Check, measure, print; 1 where something is worse than it may be."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    asked.add_argument("--each", type=int, default=200, help="codes of every system")
    asked.add_argument("--timed", type=int, default=40, help="codes whose pages are timed")
    asked.add_argument("--seed", type=int, default=1)
    offer(asked)
    given = asked.parse_args()
    server = Server(given.address)
    keys = list(draw(server, given.each, given.seed))
    wrong = 0
    for number, key in enumerate(keys):
        for fault in faults(server, key, deep=number % 10 == 0):
            wrong += 1
            print(f"{key}: {fault}", flush=True)
    systems = {key.partition(":")[0] for key in keys}
    print(f"{len(keys)} pages of {len(systems)} systems, {len(keys[::10])} panel by panel: {wrong} faults")
    chance = random.Random(given.seed)
    html, other = timed(server, chance.sample(keys, min(given.timed, len(keys))))
    median, base = statistics.median(html), statistics.median(other)
    print(f"median warm: HTML {median * 1000:.0f} ms, JSON {base * 1000:.0f} ms, {median / base:.2f} times")
    if given.keep:
        keep("pages", {"HTML, warm ms": median * 1000, "JSON, warm ms": base * 1000})
    return int(wrong > 0 or median > SLOWEST or median > DEAREST * base)


if __name__ == "__main__":
    sys.exit(main())
