"""How exactly a code matches its mapping."""

from enum import Enum

import strawberry


@strawberry.enum
class Match(Enum):
    """How exactly a code matches the condition, or the other code, that it is mapped to."""

    EXACT = strawberry.enum_value("exact", description="They mean the same.")
    NARROW = strawberry.enum_value("narrow", description="The code is narrower than the other.")
    BROAD = strawberry.enum_value("broad", description="The code is broader than the other.")
    RELATED = strawberry.enum_value("related", description="They are related in another way.")
