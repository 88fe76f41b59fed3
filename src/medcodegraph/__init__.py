"""A knowledge graph of medical codes, procedures, conditions and payer policies."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medcodegraph.client.connect import connect

__all__ = ["__version__", "connect"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `connect` when it is first used: it brings the driver, which `--help` does not need."""
    if name == "connect":
        from medcodegraph.client.connect import connect

        return connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
