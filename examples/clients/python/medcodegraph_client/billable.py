from datetime import date
from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class Billable(BaseModel):
    codes: "BillableCodes"


class BillableCodes(BaseModel):
    edges: list["BillableCodesEdges"]
    page_info: "BillableCodesPageInfo" = Field(alias="pageInfo")


class BillableCodesEdges(BaseModel):
    node: "BillableCodesEdgesNode"


class BillableCodesEdgesNode(BaseModel):
    key: str
    display: Optional[str]
    valid_from: Optional[date] = Field(alias="validFrom")


class BillableCodesPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Billable.model_rebuild()
BillableCodes.model_rebuild()
BillableCodesEdges.model_rebuild()
