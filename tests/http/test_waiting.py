"""During the first load, the first page shows the progress; programs get 503."""

import socket

import httpx

from medcodegraph.http.serving.waiting import waiting_page


def test_the_first_page_shows_how_far_the_load_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with waiting_page("127.0.0.1", port) as report, httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
        assert "Starting the database" in http.get("/").text
        report("Loading ICD-10-CM", 1_200, 98_000)
        page = http.get("/")
        assert "Loading ICD-10-CM: 1,200 of 98,000" in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        style = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
        assert http.get(f"/{style}").headers["content-type"] == "text/css"
        assert http.get("/health/live").status_code == 200
        for path in ("/health/ready", "/graphql", "/code/CPT:0537T"):
            assert http.get(path).status_code == 503
        later = http.post("/graphql", json={"query": "{ __typename }"})
        assert (later.status_code, later.headers["retry-after"]) == (503, "2")
    with socket.create_server(("127.0.0.1", port)):
        pass  # the address is free again
