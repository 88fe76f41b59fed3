"""Custom scalars: Date."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from strawberry.schema.types.base_scalars import DateDefinition
from strawberry.types.scalar import ScalarDefinition

DATE = replace(
    DateDefinition,
    description="A day, as `YYYY-MM-DD`: `2025-10-01`.",
    specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
)

SCALARS: Mapping[object, ScalarDefinition] = {datetime.date: DATE}
"""The custom scalars by their Python types."""
