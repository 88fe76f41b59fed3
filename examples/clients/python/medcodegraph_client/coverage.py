from typing import Optional

from .base_model import BaseModel
from .enums import Verdict


class Coverage(BaseModel):
    coverage: Optional["CoverageCoverage"]


class CoverageCoverage(BaseModel):
    verdict: Verdict
    disclaimer: str
    paths: list["CoverageCoveragePaths"]


class CoverageCoveragePaths(BaseModel):
    decides: bool
    reason: str
    policy: "CoverageCoveragePathsPolicy"


class CoverageCoveragePathsPolicy(BaseModel):
    key: str
    title: Optional[str]


Coverage.model_rebuild()
CoverageCoverage.model_rebuild()
CoverageCoveragePaths.model_rebuild()
