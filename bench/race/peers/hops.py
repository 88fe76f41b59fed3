"""The DataLoaders of B: one for each kind of hop and page size, one statement for each batch."""

from functools import partial
from typing import Any

from neo4j import AsyncDriver, RoutingControl
from strawberry.dataloader import DataLoader

Row = dict[str, Any]
HOPS = {
    "codeSystem": "(a:Code)-[r:IN_SYSTEM]->(b:CodeSystem)",
    "broader": "(a:Code)-[r:CHILD_OF]->(b:Code)",
    "children": "(a:Code)<-[r:CHILD_OF]-(b:Code)",
    "conditions": "(a:Code)-[r:CLASSIFIES]->(b:Condition)",
    "policies": "(a:Code)<-[r:COVERS]-(b:Policy)",
    "similar": "(a:Code)-[r:SIMILAR_TO]-(b:Code)",
    "codes": "(a:Policy)-[r:COVERS]->(b:Code)",
    "parents": "(a:Condition)-[r:IS_A]->(b:Condition)",
}
FACTS = ("conditions", "policies", "similar", "codes")
NODE = "b { .*, valid_from: toString(b.valid_from) }"
ROW = f"{{ edge: properties(r), node: {NODE} }}"


class Loaders:
    """The DataLoaders of one request."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self._made: dict[tuple[str, int | None], DataLoader[str, Any]] = {}

    def rows(self, hop: str, key: str, first: int | None = None) -> Any:
        """Edge and node of each row of a hop from the node with this key."""
        if (hop, first) not in self._made:
            self._made[hop, first] = DataLoader(partial(self._load_rows, hop, first))
        return self._made[hop, first].load(key)

    def count(self, hop: str, key: str) -> Any:
        """How many rows a hop has."""
        if (hop, -1) not in self._made:
            self._made[hop, -1] = DataLoader(partial(self._load_counts, hop))
        return self._made[hop, -1].load(key)

    async def ask(self, text: str, /, **values: Any) -> list[Row]:
        """The rows of a statement."""
        found = await self._driver.execute_query(
            text, values, routing_=RoutingControl.READ, database_="neo4j"
        )
        return [record.data() for record in found.records]

    async def _load_rows(self, hop: str, first: int | None, keys: list[str]) -> list[list[Row]]:
        order = "r.score DESC, b.key" if hop == "similar" else "b.key, r.source, coalesce(r.id, '')"
        keep, row = f"WITH r, b ORDER BY {order}", ROW
        if hop not in FACTS:  # several sources may state the same fact
            keep, row = "WITH DISTINCT b ORDER BY b.key", f"{{ edge: {{}}, node: {NODE} }}"
        text = f"""UNWIND $keys AS key CALL (key) {{
          MATCH {HOPS[hop].replace(")", " {key: key})", 1)}
          {keep} {"" if first is None else "LIMIT $first"}
          RETURN collect({row}) AS rows
        }} RETURN key, rows"""
        found = {row["key"]: row["rows"] for row in await self.ask(text, keys=keys, first=first)}
        return [found[key] for key in keys]

    async def _load_counts(self, hop: str, keys: list[str]) -> list[int]:
        start = HOPS[hop].replace(")", " {key: key})", 1)
        rows = await self.ask(f"UNWIND $keys AS key RETURN key, COUNT {{ {start} }} AS n", keys=keys)
        found = {row["key"]: row["n"] for row in rows}
        return [found[key] for key in keys]
