"""A typed client made by ariadne-codegen: a method for each query, a pydantic model for each answer.

`python ask.py http://127.0.0.1:8000/graphql`
"""

import sys

from medcodegraph_client import Client, GraphQLClientGraphQLMultiError
from medcodegraph_client.lookup import LookupLookupCode, LookupLookupCodeRetired, LookupLookupCondition

_PATIENCE = 30  # seconds: httpx gives up after 5, before the server does


def looked_up(client: Client) -> list[str]:
    """Return what became of each key: mypy knows which classes the union may have."""
    said = []
    for each in client.lookup(keys=["icd10cm:c9100", "CPT:0537T", "CPT:00000"], timeout=_PATIENCE).lookup:
        if isinstance(each, LookupLookupCode):
            said.append(f"{each.key} {each.display or '(no wording is loaded)'}")
        elif isinstance(each, LookupLookupCodeRetired):
            said.append(f"{each.key} became {', '.join(one.code.key for one in each.replacements)}")
        elif isinstance(each, LookupLookupCondition):
            said.append(f"{each.key} {each.name}")
        else:
            said.append(f"{each.key} {each.problem.value}")
    return said


def billable(client: Client, pages: int) -> list[str]:
    """Return the keys of the first pages of billable codes: a page's last cursor asks for the next one."""
    keys: list[str] = []
    after = None
    for _ in range(pages):
        page = client.billable(after=after, timeout=_PATIENCE).codes
        keys += [edge.node.key for edge in page.edges]
        if not page.page_info.has_next_page:
            break
        after = page.page_info.end_cursor
    return keys


def main(url: str) -> None:
    """Ask a running server, and print a line for each answer."""
    with Client(url=url) as client:
        coverage = client.coverage(code="CPT:0537T", payer="PAYER:cms", timeout=_PATIENCE).coverage
        if coverage is None:
            sys.exit("the code is not known")
        print(f"coverage: {coverage.verdict.value}, {len(coverage.paths)} paths")
        print(f"lookup: {'; '.join(looked_up(client))}")
        print(f"billable: {', '.join(billable(client, pages=2))}")
        try:
            client.billable(after="not a cursor", timeout=_PATIENCE)
        except GraphQLClientGraphQLMultiError as refused:
            codes = [str(error.extensions["code"]) for error in refused.errors if error.extensions]
            print(f"error: {', '.join(codes)}")


if __name__ == "__main__":
    main(sys.argv[1])
