"""The content of each page, made only from GraphQL answers; rendered as text and Markdown."""

from medcodegraph.pages.render import as_markdown, as_text

__all__ = ["as_markdown", "as_text"]
