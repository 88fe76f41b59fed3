"""The stance of a policy on a code or a diagnosis."""

from enum import Enum

import strawberry


@strawberry.enum
class Stance(Enum):
    """The stance of a policy on a code or a diagnosis."""

    COVERED = strawberry.enum_value("covered", description="It is covered.")
    CONDITIONAL = strawberry.enum_value("conditional", description="It is covered if the criteria are met.")
    NOT_COVERED = strawberry.enum_value("not_covered", description="It is not covered.")
