"""Pages through 50,000 codes while a file is loaded: none is repeated, none that stays is missed."""

import asyncio
from itertools import islice, product
from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.sources.icd10 import pcs as icd10pcs
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio
STANDING, COMING = 50_000, 9_000
PAGE = """query ($after: String) { codes(filter: { billable: { eq: true } }, first: 1000, after: $after) {
  nodes { key } pageInfo { endCursor hasNextPage } } }"""


def numbers() -> list[str]:
    """Codes in the format of ICD-10-PCS, in order, under one header."""
    letters = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
    found = (f"0XX{''.join(rest)}" for rest in product(letters, repeat=4))
    return list(islice(found, STANDING + COMING))


async def through(schema: GraphSchema) -> list[str]:
    """Every code, page by page."""
    keys, after = list[str](), None
    while True:
        result = await schema.execute(PAGE, {"after": after})
        assert result.errors is None
        assert result.data is not None
        page = result.data["codes"]
        keys += [node["key"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return keys
        after = page["pageInfo"]["endCursor"]


async def test_pages_stay_consistent_while_a_file_is_loaded(graph: Graph, tmp_path: Path) -> None:
    """New codes are inserted between existing ones, on pages already read and on later ones."""
    every = numbers()
    coming = every[:: len(every) // COMING][:COMING]
    standing = sorted(set(every) - set(coming))
    await graph.write(
        "CREATE (:Source {key: 'SOURCE:standing', name: 'standing', rank: 1, state: 'complete'})"
    )
    for start in range(0, len(standing), 10_000):
        await graph.write(
            """MATCH (s:Source {key: 'SOURCE:standing'}) UNWIND $codes AS code
            CREATE (:Code {key: 'ICD10PCS:' + code, system: 'ICD10PCS', code: code, billable: true})
              -[:STATED_BY {billable: true, load: 'x'}]->(s)""",
            {"codes": standing[start : start + 10_000]},
        )
    lines = [f"00001 0XX     0 {'Header':<60} Header"]
    # Some of the existing codes are in the file too: they change while they are read.
    told = sorted({*coming, *standing[::50]})
    lines += [f"{at:05} {code} 1 {code:<60} {code}" for at, code in enumerate(told, 2)]
    file = tmp_path / "icd10pcs_order_2031.txt"
    file.write_text("\r\n".join([*lines, ""]))

    schema = build(graph)
    loading = asyncio.create_task(load(graph, icd10pcs.LOADER, [file], {}, Manner(batch=1_000)))
    passes = [await through(schema)]
    while not loading.done():
        await asyncio.sleep(1)  # a load writes little while it is read from at once
        passes.append(await through(schema))
    (outcome,) = await loading
    passes.append(await through(schema))
    assert outcome.state == "loaded"
    stood = {f"ICD10PCS:{code}" for code in standing}
    for keys in passes:
        assert len(keys) == len(set(keys)), "a code came twice"
        assert stood <= set(keys), "a code that stood throughout was missed"
    assert any(len(stood) < len(keys) < len(every) for keys in passes), "no pass ran while codes came"
    assert set(passes[-1]) == {f"ICD10PCS:{code}" for code in every}
