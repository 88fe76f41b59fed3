"""What each page says, written from what GraphQL answers and from nothing else; as text and Markdown."""

from medcodegraph.pages.render import as_markdown, as_text

__all__ = ["as_markdown", "as_text"]
