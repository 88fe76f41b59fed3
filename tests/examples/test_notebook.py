"""The notebook runs from its first cell to its last, on the default data, and every plot is there."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from support.running import Server

NOTEBOOK = Path(__file__).parents[2] / "examples" / "analysis.ipynb"


@pytest.mark.filterwarnings("default")  # of Jupyter's own
def test_the_notebook_runs(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        if name.startswith("MEDCODEGRAPH_"):
            monkeypatch.setenv(name, value)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "it is kept without its outputs"
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    kinds = [
        kind
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    ]
    assert kinds.count("image/png") == 3
    assert kinds.count("text/html") >= 3, "tables"
