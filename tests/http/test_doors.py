"""Access: hosts, origins, tokens, rates; through the middleware itself, without a database."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from medcodegraph.environment import Environment
from medcodegraph.errors import SettingsError
from medcodegraph.http.doors import rates, tokens
from medcodegraph.http.doors.guard import doors
from medcodegraph.http.doors.rates import Rates
from medcodegraph.http.service import Service
from medcodegraph.schema.measures import Traffic

pytestmark = pytest.mark.anyio

TOKEN = "mcg_for-a-test"
PAGE = {"accept": "text/html", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}


def client(service: Service, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client of an application that answers `in` to every request."""

    async def inside(_: Request) -> PlainTextResponse:
        return PlainTextResponse("in")

    app = Starlette(
        routes=[
            Route(path, inside, methods=["GET", "POST", "OPTIONS"])
            for path in ("/", "/graphql", "/metrics", "/health/live", "/playground/x/page.js")
        ],
        middleware=doors(service, Traffic()),
    )
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://localhost:8000"
    )


async def _status(
    http: httpx.AsyncClient, path: str = "/graphql", method: str = "GET", **headers: str
) -> tuple[int, str | None]:
    answer = await http.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    told: Mapping[str, Any] = {} if answer.text in ("in", "OK", "") else answer.json()["errors"][0]
    return answer.status_code, told.get("extensions", {}).get("code")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("192.0.2.7", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("codes.example:443", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8000", 421),
        ("localhost@evil.example", 421),
        ("127.0.0.1:x@evil.example", 421),
        ("127.0.0.1:65536", 421),
        ("localhost:0", 421),
        ("127.0.0.1:8000@evil.example", 421),
        ("localhost:", 421),
        ("localhost:80:80", 421),
        ("[::1]x", 421),
        ("[::1", 421),
        ("codes.example:443/x", 421),
        ("", 421),
    ],
)
async def test_only_our_own_names_answer(host: str, status: int) -> None:
    """IP addresses, localhost and the configured names, but no other name that points here."""
    async with client(Service(hosts=("codes.example",))) as http:
        found, code = await _status(http, host=host)
        assert (found, code) == (status, None if status == 200 else "UNKNOWN_HOST")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost:8000"}, 200),
        ({"origin": "https://app.example"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://app.example.evil.example"}, 403),
        ({"origin": "http://localhost:9000"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        (PAGE, 200),
    ],
)
async def test_pages_of_other_sites_cannot_ask(headers: dict[str, str], status: int) -> None:
    """By the Origin or the Sec-Fetch-Site header; a link to the page works."""
    async with client(Service(origins=("https://app.example",))) as http:
        assert (await _status(http, **headers))[0] == status
        linked = await http.get("/graphql?query={codes{totalCount}}", headers=PAGE)
        assert linked.status_code == 403


async def test_cors_is_closed_unless_it_is_opened() -> None:
    """No answer to a preflight by default; the usual headers for the configured origins, and no other."""
    ask = {"origin": "https://app.example", "access-control-request-method": "POST"}
    async with client(Service()) as http:
        closed = await http.options("/graphql", headers=ask)
        assert closed.status_code == 403
        assert "access-control-allow-origin" not in closed.headers
    async with client(Service(origins=("https://app.example",))) as http:
        opened = await http.options("/graphql", headers=ask)
        assert opened.headers["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-credentials" not in opened.headers
        other = await http.options("/graphql", headers={**ask, "origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


async def test_with_tokens_only_their_holders_read() -> None:
    """401 without one; health, the playground's page and the files stay open, since they hold no data."""
    async with client(Service(tokens={tokens.digest(TOKEN): "me"})) as http:
        assert await _status(http, authorization=f"Bearer {TOKEN}") == (200, None)
        for wrong in ("", f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x", tokens.digest(TOKEN)):
            assert await _status(http, authorization=wrong) == (401, "UNAUTHENTICATED")
        assert (await http.get("/graphql")).headers["www-authenticate"].startswith("Bearer")
        for path, status in (
            ("/metrics", 401),
            ("/graphql?query={a}", 401),
            ("/", 401),
            ("/health/live", 200),
            ("/playground/x/page.js", 200),
            ("/graphql", 200),
        ):
            assert (await _status(http, path, accept="text/html"))[0] == status, path
        assert (await _status(http, "/graphql", "POST", accept="text/html"))[0] == 401


def test_a_new_token_is_its_digest_in_the_settings(tmp_path: Path) -> None:
    """As a list, or as lines of a file with names; anything else is an error."""
    made = tokens.new()
    mark = hashlib.sha256(made.encode()).hexdigest()
    assert list(tokens.read(f"{mark}, {'0' * 64}")) == [mark, "0" * 64]
    file = tmp_path / "tokens.txt"
    file.write_text(f"# ours\n{mark} the dashboard\n\n{'1' * 64}\n")
    assert tokens.read(str(file)) == {mark: "the dashboard", "1" * 64: "token 11111111"}
    file.write_text(f"{mark}\n{made}\n")
    with pytest.raises(SettingsError, match=r"tokens.txt:2: this is not a SHA-256"):
        tokens.read(str(file))
    with pytest.raises(SettingsError, match="MEDCODEGRAPH_TOKENS"):
        tokens.read(made)
    file.write_text("# nobody\n")
    with pytest.raises(SettingsError, match="contains no digest"):
        tokens.read(str(file))


async def test_each_client_has_a_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with the seconds to wait; by token if there is one, else by address; health is never refused."""
    monkeypatch.setattr("medcodegraph.http.doors.rates.monotonic", lambda: 0.0)
    service = Service(rate=5, tokens={tokens.digest(TOKEN): "me"})
    async with client(service, "2001:db8::1") as http:
        with_token = [(await _status(http, authorization=f"Bearer {TOKEN}"))[0] for _ in range(15)]
        without = [(await _status(http))[0] for _ in range(15)]
        assert with_token == [200] * 10 + [429] * 5
        assert without == [401] * 10 + [429] * 5
        refused = await http.get("/graphql")
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
        assert {(await _status(http, "/health/live"))[0] for _ in range(20)} == {200}


def test_addresses_of_one_ipv6_network_share_a_rate() -> None:
    """However they are written; an IPv4-mapped IPv6 address counts as IPv4."""

    def client_of(address: str) -> str:
        return rates.client({"client": (address, 1)})

    one_network = ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:1:2:3:4", "2001:db8::a:b:c:d")
    assert len({client_of(address) for address in one_network}) == 1
    assert client_of("2001:db8:0:1::1") != client_of("2001:db8::1")
    assert client_of("::ffff:192.0.2.7") == client_of("192.0.2.7") == "192.0.2.7"
    assert client_of("fe80::1%eth0") == client_of("fe80::2%eth0")
    assert client_of("testclient:x") == "testclient:x"


@pytest.mark.parametrize("name", ["host", "origin", "authorization"])
async def test_a_header_that_opens_doors_counts_once(name: str) -> None:
    """A duplicate header could be read differently by the guard and by the application."""
    async with client(Service()) as http:
        values = [(name, "localhost"), (name, "http://localhost:8000")]
        given = [("host", "localhost:8000")] if name != "host" else []
        assert (await http.get("/graphql", headers=[*given, *values])).status_code == 400


async def test_a_dev_server_as_proxy_passes_as_the_docs_say(caplog: pytest.LogCaptureFixture) -> None:
    """Vite on port 5173 sends its page's Origin, and our Host (changeOrigin) or its own."""
    page = {"origin": "http://localhost:5173", "sec-fetch-site": "same-origin"}
    changed, kept = {**page, "host": "127.0.0.1:8000"}, {**page, "host": "localhost:5173"}
    async with client(Service()) as http:
        assert await _status(http, **kept) == (200, None)
        assert await _status(http, **changed) == (403, "FOREIGN_ORIGIN")
        assert "http://localhost:5173" in caplog.text
        assert "MEDCODEGRAPH_ORIGINS" in caplog.text
    async with client(Service(origins=("http://localhost:5173",))) as http:
        assert await _status(http, **changed) == (200, None)
    docs = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    assert "changeOrigin: false" in docs
    assert "MEDCODEGRAPH_ORIGINS=http://localhost:5173" in docs


def test_a_bucket_fills_again_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refills over time; the memory for clients is bounded."""
    now = [100.0]
    monkeypatch.setattr("medcodegraph.http.doors.rates.monotonic", lambda: now[0])
    each = Rates(10)
    assert [each.take("a") > 0 for _ in range(21)] == [False] * 20 + [True]
    now[0] += 0.1
    assert [each.take("a") > 0 for _ in range(2)] == [False, True]
    for number in range(20_000):
        each.take(str(number))
    assert len(each._full_at) == 10_000


async def test_every_answer_carries_security_headers() -> None:
    """Refusals too."""
    async with client(Service()) as http:
        for answer in (await http.get("/graphql"), await http.get("/graphql", headers={"host": "evil"})):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_COST", "lots"),
        ("MAX_PAGE", "24"),
        ("MAX_PAGE", "1001"),
        ("MAX_SECONDS", "nan"),
        ("RATE", "-1"),
        ("CYPHER", "yes"),
        ("CYPHER", "1"),  # on an address that others reach, without tokens
        ("DOCUMENTS_ONLY", "1"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    """With the variable and what to give."""
    with pytest.raises(SettingsError, match=f"MEDCODEGRAPH_{name}"):
        Service.read(Environment({f"MEDCODEGRAPH_{name}": value}), "0.0.0.0")


def test_cypher_needs_no_token_on_the_loopback() -> None:
    assert Service.read(Environment({"MEDCODEGRAPH_CYPHER": "1"}), "127.0.0.1").cypher


def test_settings_reach_the_service() -> None:
    """Limits by their names; a default rate if other machines can reach the service."""
    found = Service.read(
        Environment({"MEDCODEGRAPH_MAX_COST": "7", "MEDCODEGRAPH_HOSTS": "a.example, B.example"}), "0.0.0.0"
    )
    assert (found.limits.cost, found.limits.fields, found.rate) == (7, 2_000, 100)
    assert found.hosts == ("a.example", "b.example")
    assert Service.read(Environment({}), "127.0.0.1") == Service(warm_up=True)
