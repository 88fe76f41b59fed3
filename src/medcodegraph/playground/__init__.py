"""The playground: GraphiQL, installed from npm at set-up and served by the server itself, without a CDN."""

from medcodegraph.playground.assets import folder, install
from medcodegraph.playground.web import base, examples, is_wanted, page, routes

__all__ = ["base", "examples", "folder", "install", "is_wanted", "page", "routes"]
