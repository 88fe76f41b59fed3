"""The explorer: pages for people, written from the public GraphQL schema alone."""

from medcodegraph.web.missing import refused, wants_page
from medcodegraph.web.routes import routes

__all__ = ["refused", "routes", "wants_page"]
