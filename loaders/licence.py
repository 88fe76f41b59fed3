"""Copyrighted texts, loaded only for users who state that they hold a licence."""

from collections.abc import Mapping

from medcodegraph.errors import SettingsError
from medcodegraph.loaders.source import Options

OPTION: Mapping[str, str] = {"licence": "yes if you hold the licence: use --i-have-a-licence"}
"""The option by which a person states it."""
_OWNED = ("CPT:", "CDT:", "HCPCS:D")  # the latter two belong to the American Dental Association
CPT_OWNER = "American Medical Association"
CPT_LICENCE = "licensed by the American Medical Association to whoever loaded it; not to be redistributed"


def holds_licence(options: Options) -> bool:
    """Whether the person stated that they hold the licence."""
    given = options.get("licence", "")
    if given not in ("", "yes"):
        raise SettingsError(f"the option licence is {given!r}: use --i-have-a-licence, or leave it out")
    return given == "yes"


def is_owned(key: str) -> bool:
    """Whether the wording of the code with this key is proprietary."""
    return key.startswith(_OWNED)
