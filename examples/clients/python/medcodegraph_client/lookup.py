from datetime import date
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import LookupProblem


class Lookup(BaseModel):
    lookup: list[
        Annotated[
            Union[
                "LookupLookupCode",
                "LookupLookupCodeRetired",
                "LookupLookupCondition",
                "LookupLookupCodeNotFound",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class LookupLookupCode(BaseModel):
    typename__: Literal["Code"] = Field(alias="__typename")
    key: str
    display: Optional[str]


class LookupLookupCodeRetired(BaseModel):
    typename__: Literal["CodeRetired"] = Field(alias="__typename")
    key: str
    replacements: list["LookupLookupCodeRetiredReplacements"]


class LookupLookupCodeRetiredReplacements(BaseModel):
    on: Optional[date]
    code: "LookupLookupCodeRetiredReplacementsCode"


class LookupLookupCodeRetiredReplacementsCode(BaseModel):
    key: str


class LookupLookupCondition(BaseModel):
    typename__: Literal["Condition"] = Field(alias="__typename")
    key: str
    name: Optional[str]


class LookupLookupCodeNotFound(BaseModel):
    typename__: Literal["CodeNotFound"] = Field(alias="__typename")
    key: str
    problem: LookupProblem


Lookup.model_rebuild()
LookupLookupCodeRetired.model_rebuild()
LookupLookupCodeRetiredReplacements.model_rebuild()
