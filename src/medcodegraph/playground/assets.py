"""Installs the playground: npm downloads the locked packages, once, into the cache."""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from medcodegraph.errors import MedcodegraphError
from medcodegraph.playground import npm

_HERE = Path(__file__).parent
_PACKAGE = Path("node_modules", "@graphql-yoga", "render-graphiql")
_FILES = {
    "js": "graphiql.js",
    "css": "graphiql.css",
    "editorWorkerService": "editor.worker.js",
    "jsonWorker": "json.worker.js",
    "graphqlWorker": "graphql.worker.js",
}
_PICTURE = Path("node_modules", "cytoscape")
_EXPORT = re.compile(r'export const (\w+) = (".*");?')


def folder(cache: Path) -> Path:
    """The folder for the installed files of this version's lock file."""
    wanted = (_HERE / "package-lock.json").read_bytes() + json.dumps(_FILES).encode()
    return cache / f"playground-{hashlib.sha256(wanted).hexdigest()[:12]}"


def install(cache: Path, progress: Callable[[str], None]) -> Path:
    """The folder of the files, which are downloaded if missing (5 MB, a few seconds).

    `progress` gets a sentence when there is something to wait for. Raises MedcodegraphError, saying what to
    do, without npm or a network, or for an unexpected package; leaves nothing incomplete behind.
    """
    target = folder(cache)
    if target.is_dir():
        return target
    npm.command()
    progress("Downloading the playground (5 MB, once)")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="playground-") as temporary:
        work, ready = Path(temporary), Path(temporary, "ready")
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, work)
        npm.install(work)
        _unpack(work / _PACKAGE, ready)
        shutil.copy(work / _PICTURE / "dist" / "cytoscape.min.js", ready / "cytoscape.js")
        shutil.copy(work / _PICTURE / "LICENSE", ready / "LICENSE-cytoscape")
        try:
            ready.rename(target)
        except OSError:
            if not target.is_dir():  # another process was faster: its files are the same
                raise
    return target


def _unpack(package: Path, place: Path) -> None:
    """Write the files that the package exports as strings, without running its code."""
    place.mkdir()
    shutil.copy(package / "LICENSE", place)
    module = (package / "esm" / "graphiql.js").read_text(encoding="utf-8")
    exports = {found[1]: found[2] for line in module.split("\n") if (found := _EXPORT.fullmatch(line))}
    if missing := _FILES.keys() - exports.keys():
        raise MedcodegraphError(
            f"The playground's npm package has changed (no {', '.join(sorted(missing))}): "
            "update medcodegraph, GraphQL works without it"
        )
    for name, file in _FILES.items():
        (place / file).write_text(json.loads(exports[name]), encoding="utf-8")
