"""Bearer tokens: the settings hold only their SHA-256, so that reading them grants no access."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from medcodegraph.errors import SettingsError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_VARIABLE = "MEDCODEGRAPH_TOKENS"

COOKIE = "medcodegraph_token"
"""The cookie that carries a token if no header does."""


def new() -> str:
    """A new random token."""
    return f"mcg_{secrets.token_urlsafe(32)}"


def digest(token: str | bytes) -> str:
    """A token's SHA-256, as in the settings."""
    return hashlib.sha256(token.encode() if isinstance(token, str) else token).hexdigest()


def holder(headers: Mapping[bytes, bytes], known: Mapping[str, str]) -> str | None:
    """The name of a request's token; None if its digest is not `known`."""
    if not known:
        return None
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        token = _in_cookie(headers.get(b"cookie", b""))
    return known.get(digest(token.strip())) if token else None


def _in_cookie(cookies: bytes) -> bytes:
    """The token from the cookie that the explorer's form sets."""
    for one in cookies.split(b";"):
        name, _, value = one.strip().partition(b"=")
        if name == COOKIE.encode():
            return value.strip(b'"')
    return b""


def read(setting: str | None) -> Mapping[str, str]:
    """The names of tokens by digest, from digests separated by commas or spaces, or from the named file.

    A line of the file is a digest, a space and a name; `#` starts a comment. Raises SettingsError for
    anything else.
    """
    if setting is None:
        return {}
    words = setting.replace(",", " ").split()
    if all(_DIGEST.fullmatch(word) for word in words):
        return {word: f"token {word[:8]}" for word in words}
    return _from_file(Path(setting).expanduser())


def _from_file(file: Path) -> Mapping[str, str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{_VARIABLE} is neither SHA-256 digests nor a file that can be read ({error}): "
            "make one with `medcodegraph token new`"
        ) from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        word, _, name = line.partition("#")[0].strip().partition(" ")
        if not word:
            continue
        if not _DIGEST.fullmatch(word):
            raise SettingsError(
                f"{file}:{number}: this is not a SHA-256 digest: `medcodegraph token new` prints one"
            )
        found[word] = name.strip() or f"token {word[:8]}"
    if not found:
        raise SettingsError(f"{file} of {_VARIABLE} contains no digest: add one, or leave the variable out")
    return found
