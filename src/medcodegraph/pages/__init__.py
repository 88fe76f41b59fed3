"""A page about one code, written from what GraphQL answers and from nothing else."""

from importlib import resources

from medcodegraph.pages.content import page
from medcodegraph.pages.render import as_markdown, as_text

__all__ = ["DOCUMENT", "as_markdown", "as_text", "page"]

DOCUMENT = resources.files("medcodegraph.pages").joinpath("page.graphql").read_text("utf-8")
"""The request: one variable, `key`."""
