"""The types by name, for modules that refer to each other in a circle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from medcodegraph.schema.code import Code, CodeConnection
    from medcodegraph.schema.code_system import CodeSystem
    from medcodegraph.schema.condition import Condition, ConditionConnection
    from medcodegraph.schema.coverage import Coverage
    from medcodegraph.schema.links import (
        CodeConditionConnection,
        CodePolicyConnection,
        ConditionCodeConnection,
        PolicyCodeConnection,
        PolicyDiagnosisConnection,
        ProcedureCodeConnection,
    )
    from medcodegraph.schema.payer import Payer
    from medcodegraph.schema.policy import Policy, PolicyConnection
    from medcodegraph.schema.procedure import Procedure, ProcedureConnection
    from medcodegraph.schema.related import RelatedPolicyConnection
    from medcodegraph.schema.similar import SimilarConnection
    from medcodegraph.schema.source import Source
    from medcodegraph.schema.treatments import AlternativeConnection
    from medcodegraph.schema.value_set import ValueSet

_AT = "medcodegraph.schema"

AlternativeConnectionType = Annotated["AlternativeConnection", strawberry.lazy(f"{_AT}.treatments")]
CodeType = Annotated["Code", strawberry.lazy(f"{_AT}.code")]
CodeConnectionType = Annotated["CodeConnection", strawberry.lazy(f"{_AT}.code")]
CodeSystemType = Annotated["CodeSystem", strawberry.lazy(f"{_AT}.code_system")]
ConditionType = Annotated["Condition", strawberry.lazy(f"{_AT}.condition")]
ConditionConnectionType = Annotated["ConditionConnection", strawberry.lazy(f"{_AT}.condition")]
CoverageType = Annotated["Coverage", strawberry.lazy(f"{_AT}.coverage")]
CodeConditionConnectionType = Annotated["CodeConditionConnection", strawberry.lazy(f"{_AT}.links")]
CodePolicyConnectionType = Annotated["CodePolicyConnection", strawberry.lazy(f"{_AT}.links")]
ConditionCodeConnectionType = Annotated["ConditionCodeConnection", strawberry.lazy(f"{_AT}.links")]
PolicyCodeConnectionType = Annotated["PolicyCodeConnection", strawberry.lazy(f"{_AT}.links")]
PolicyDiagnosisConnectionType = Annotated["PolicyDiagnosisConnection", strawberry.lazy(f"{_AT}.links")]
ProcedureCodeConnectionType = Annotated["ProcedureCodeConnection", strawberry.lazy(f"{_AT}.links")]
PayerType = Annotated["Payer", strawberry.lazy(f"{_AT}.payer")]
PolicyType = Annotated["Policy", strawberry.lazy(f"{_AT}.policy")]
PolicyConnectionType = Annotated["PolicyConnection", strawberry.lazy(f"{_AT}.policy")]
ProcedureType = Annotated["Procedure", strawberry.lazy(f"{_AT}.procedure")]
ProcedureConnectionType = Annotated["ProcedureConnection", strawberry.lazy(f"{_AT}.procedure")]
RelatedPolicyConnectionType = Annotated["RelatedPolicyConnection", strawberry.lazy(f"{_AT}.related")]
SimilarConnectionType = Annotated["SimilarConnection", strawberry.lazy(f"{_AT}.similar")]
SourceType = Annotated["Source", strawberry.lazy(f"{_AT}.source")]
ValueSetType = Annotated["ValueSet", strawberry.lazy(f"{_AT}.value_set")]
