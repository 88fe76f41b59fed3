"""Errors as clients see them: a code and a message, without internal details."""

import logging
from collections.abc import Iterable

from graphql import GraphQLError

from medcodegraph.errors import (
    DatabaseBusy,
    DatabaseError,
    RequestError,
    StatementRejected,
    StatementTooLarge,
    StatementTooSlow,
)

LONGEST = 500
"""Maximum length of a message: it may quote a long text of the client."""

_TOO_DEAR = "ask for smaller pages, fewer fields or a narrower filter"
log = logging.getLogger("medcodegraph.graphql")


def coded(errors: Iterable[GraphQLError], code: str) -> list[GraphQLError]:
    """The errors, each with a code and a message of bounded length."""
    found = list(errors)
    for error in found:
        error.extensions = {"code": code, **(error.extensions or {})}
        if len(error.message) > LONGEST:
            error.message = f"{error.message[:LONGEST]} ..."
    return found


def fault(error: Exception) -> GraphQLError:
    """The error a client gets for an exception; one that the client did not cause is logged here, once."""
    message, code = _told(error)
    return coded([GraphQLError(message)], code)[0]


def _told(error: Exception) -> tuple[str, str]:
    match error:
        case RequestError():
            return str(error), error.code
        case StatementTooSlow():
            return f"the database gave up after its time limit: {_TOO_DEAR}", "QUERY_TOO_SLOW"
        case StatementTooLarge():
            return (
                f"the database needs more memory than one query may have: {_TOO_DEAR}",
                "QUERY_TOO_EXPENSIVE",
            )
        case DatabaseBusy():
            return "the service is busy: try again shortly", "OVERLOADED"
        case DatabaseError() if not isinstance(error, StatementRejected):
            log.error("the database failed: %s", error)
            return "the database cannot answer at the moment: try again shortly", "DATABASE_UNAVAILABLE"
    log.error("unexpected: %s", error, exc_info=error)
    return "an internal error: report it with the request's id", "INTERNAL"
