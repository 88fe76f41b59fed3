"""The notebook runs from its first cell to its last, on the default data, and every plot is there."""

import json
import subprocess
import sys
from pathlib import Path

from support.running import Server

NOTEBOOK = Path(__file__).parents[2] / "examples" / "analysis.ipynb"
RUN = """\
import json, sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
print(json.dumps([kind for output in outputs for kind in output.get("data", {})]))
"""


def test_the_notebook_runs(server: Server) -> None:
    """In a process of its own, as Jupyter's sockets and loops outlive their use."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells), "it is stored without its outputs"
    command = [sys.executable, "-c", RUN, str(NOTEBOOK)]
    done = subprocess.run(
        command, env=server.environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    kinds = json.loads(done.stdout.splitlines()[-1])
    assert kinds.count("image/png") == 3
    assert kinds.count("text/html") == 3, "tables"
