"""The search page has wording for every reason in the schema."""

from medcodegraph.schema.answers.search import SearchReason
from medcodegraph.web.search import REASONS


def test_every_reason_has_words() -> None:
    assert REASONS.keys() == SearchReason.__members__.keys()
