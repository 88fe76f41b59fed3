"""`medcodegraph.connect()`."""

from contextlib import ExitStack

from medcodegraph.client.database import embedded, known
from medcodegraph.client.direct import Direct
from medcodegraph.client.remote import Remote
from medcodegraph.config import Settings
from medcodegraph.errors import SettingsError
from medcodegraph.graph.connection import Connection

Client = Direct | Remote


def connect(
    address: str | None = None,
    *,
    user: str = "neo4j",
    password: str | None = None,
    database: str = "neo4j",
    token: str | None = None,
    timeout: float = 60,
) -> Client:
    """A connection to the graph, to query it and to turn the answers into tables. Close it, or use `with`.

    Without an address: the database that the MEDCODEGRAPH_* variables name, else the embedded one, started
    for as long as the connection is open if it is not running. `bolt://` and `neo4j://` reach a Neo4j with
    `user` and `password`; `http://` and `https://` a service, with a `token` if it requires one. A statement
    may take `timeout` seconds.
    """
    if address and address.partition("://")[0] in ("http", "https"):
        return Remote(address, token, timeout)
    closing = ExitStack()
    if address is None:
        settings = Settings.from_environment()
        there = known(settings) or closing.enter_context(embedded(settings))
    elif password is None:
        raise SettingsError(f"{address} wants a password: connect({address!r}, password=...)")
    else:
        there = Connection(address, user, password, database)
    return Direct(there, closing, timeout)
