from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .billable import (
    Billable,
    BillableCodes,
    BillableCodesEdges,
    BillableCodesEdgesNode,
    BillableCodesPageInfo,
)
from .client import Client
from .coverage import (
    Coverage,
    CoverageCoverage,
    CoverageCoveragePaths,
    CoverageCoveragePathsPolicy,
)
from .enums import LookupProblem, Verdict
from .exceptions import (
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    GraphQLClientInvalidResponseError,
)
from .lookup import (
    Lookup,
    LookupLookupCode,
    LookupLookupCodeNotFound,
    LookupLookupCodeRetired,
    LookupLookupCodeRetiredReplacements,
    LookupLookupCodeRetiredReplacementsCode,
    LookupLookupCondition,
)

__all__ = [
    "BaseClient",
    "BaseModel",
    "Billable",
    "BillableCodes",
    "BillableCodesEdges",
    "BillableCodesEdgesNode",
    "BillableCodesPageInfo",
    "Client",
    "Coverage",
    "CoverageCoverage",
    "CoverageCoveragePaths",
    "CoverageCoveragePathsPolicy",
    "GraphQLClientError",
    "GraphQLClientGraphQLError",
    "GraphQLClientGraphQLMultiError",
    "GraphQLClientHttpError",
    "GraphQLClientInvalidResponseError",
    "Lookup",
    "LookupLookupCode",
    "LookupLookupCodeNotFound",
    "LookupLookupCodeRetired",
    "LookupLookupCodeRetiredReplacements",
    "LookupLookupCodeRetiredReplacementsCode",
    "LookupLookupCondition",
    "LookupProblem",
    "Upload",
    "Verdict",
]
