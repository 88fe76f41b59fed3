"""How the tests are shared out between two processes (`-n 2`), each with a Neo4j of its own.

A file stays in one process, for its module's fixtures. The files that use `server`, which takes a minute
or more to start with the default data, stay together, and come first: what is left fills the other process.
"""

from xdist.scheduler import LoadFileScheduling

SERVED = (
    "tests/web/test_browser.py",
    "tests/web/test_pages.py",
    "tests/whole/test_up.py",
    "tests/whole/test_coverage.py",
    "tests/playground/",
    "tests/examples/",
    "tests/pages/test_code_page.py",
    "tests/project/test_docs.py",
    "tests/http/test_audit.py",
)


def served(nodeid: str) -> bool:
    """Whether a test belongs to the files that use the server with the default data."""
    return nodeid.startswith(SERVED)


class OneServer(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return "server" if served(nodeid) else super()._split_scope(nodeid)
