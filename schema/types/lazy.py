"""The types by name, for modules with circular references."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from medcodegraph.schema.answers.coverage import Coverage
    from medcodegraph.schema.answers.notes import NotedCodeConnection
    from medcodegraph.schema.answers.related_policies import RelatedPolicyConnection
    from medcodegraph.schema.answers.similar import SimilarConnection
    from medcodegraph.schema.answers.treatments import AlternativeConnection
    from medcodegraph.schema.types.ancestors import CodeAncestorConnection, ConditionAncestorConnection
    from medcodegraph.schema.types.code import Code, CodeConnection
    from medcodegraph.schema.types.code_system import CodeSystem
    from medcodegraph.schema.types.condition import Condition, ConditionConnection
    from medcodegraph.schema.types.edges import (
        CodeConditionConnection,
        CodePolicyConnection,
        ConditionCodeConnection,
        PolicyCodeConnection,
        PolicyDiagnosisConnection,
        ProcedureCodeConnection,
    )
    from medcodegraph.schema.types.payer import Payer
    from medcodegraph.schema.types.policy import Policy, PolicyConnection
    from medcodegraph.schema.types.procedure import Procedure, ProcedureConnection
    from medcodegraph.schema.types.source import Source
    from medcodegraph.schema.types.value_set import ValueSet

_TYPES, _ANSWERS = "medcodegraph.schema.types", "medcodegraph.schema.answers"

AlternativeConnectionType = Annotated["AlternativeConnection", strawberry.lazy(f"{_ANSWERS}.treatments")]
CodeAncestorConnectionType = Annotated["CodeAncestorConnection", strawberry.lazy(f"{_TYPES}.ancestors")]
ConditionAncestorConnectionType = Annotated[
    "ConditionAncestorConnection", strawberry.lazy(f"{_TYPES}.ancestors")
]
CodeType = Annotated["Code", strawberry.lazy(f"{_TYPES}.code")]
CodeConnectionType = Annotated["CodeConnection", strawberry.lazy(f"{_TYPES}.code")]
CodeSystemType = Annotated["CodeSystem", strawberry.lazy(f"{_TYPES}.code_system")]
ConditionType = Annotated["Condition", strawberry.lazy(f"{_TYPES}.condition")]
ConditionConnectionType = Annotated["ConditionConnection", strawberry.lazy(f"{_TYPES}.condition")]
CoverageType = Annotated["Coverage", strawberry.lazy(f"{_ANSWERS}.coverage")]
CodeConditionConnectionType = Annotated["CodeConditionConnection", strawberry.lazy(f"{_TYPES}.edges")]
CodePolicyConnectionType = Annotated["CodePolicyConnection", strawberry.lazy(f"{_TYPES}.edges")]
ConditionCodeConnectionType = Annotated["ConditionCodeConnection", strawberry.lazy(f"{_TYPES}.edges")]
PolicyCodeConnectionType = Annotated["PolicyCodeConnection", strawberry.lazy(f"{_TYPES}.edges")]
PolicyDiagnosisConnectionType = Annotated["PolicyDiagnosisConnection", strawberry.lazy(f"{_TYPES}.edges")]
ProcedureCodeConnectionType = Annotated["ProcedureCodeConnection", strawberry.lazy(f"{_TYPES}.edges")]
NotedCodeConnectionType = Annotated["NotedCodeConnection", strawberry.lazy(f"{_ANSWERS}.notes")]
PayerType = Annotated["Payer", strawberry.lazy(f"{_TYPES}.payer")]
PolicyType = Annotated["Policy", strawberry.lazy(f"{_TYPES}.policy")]
PolicyConnectionType = Annotated["PolicyConnection", strawberry.lazy(f"{_TYPES}.policy")]
ProcedureType = Annotated["Procedure", strawberry.lazy(f"{_TYPES}.procedure")]
ProcedureConnectionType = Annotated["ProcedureConnection", strawberry.lazy(f"{_TYPES}.procedure")]
RelatedPolicyConnectionType = Annotated[
    "RelatedPolicyConnection", strawberry.lazy(f"{_ANSWERS}.related_policies")
]
SimilarConnectionType = Annotated["SimilarConnection", strawberry.lazy(f"{_ANSWERS}.similar")]
SourceType = Annotated["Source", strawberry.lazy(f"{_TYPES}.source")]
ValueSetType = Annotated["ValueSet", strawberry.lazy(f"{_TYPES}.value_set")]
