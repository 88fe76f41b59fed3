from typing import Any, Optional, Union

from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .billable import Billable
from .coverage import Coverage
from .lookup import Lookup


def gql(q: str) -> str:
    return q


class Client(BaseClient):
    def coverage(
        self, code: str, payer: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> Coverage:
        query = gql("""
            query Coverage($code: String!, $payer: String) {
              coverage(code: $code, payer: $payer) {
                verdict
                disclaimer
                paths {
                  decides
                  reason
                  policy {
                    key
                    title
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"code": code, "payer": payer}
        response = self.execute(
            query=query, operation_name="Coverage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Coverage.model_validate(data)

    def billable(
        self, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> Billable:
        query = gql("""
            query Billable($after: String) {
              codes(
                filter: {system: {eq: "ICD10CM"}, billable: {eq: true}}
                first: 5
                after: $after
              ) {
                edges {
                  node {
                    key
                    display
                    validFrom
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {"after": after}
        response = self.execute(
            query=query, operation_name="Billable", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Billable.model_validate(data)

    def lookup(self, keys: list[str], **kwargs: Any) -> Lookup:
        query = gql("""
            query Lookup($keys: [String!]!) {
              lookup(keys: $keys) {
                __typename
                ... on Code {
                  key
                  display
                }
                ... on CodeRetired {
                  key
                  replacements {
                    on
                    code {
                      key
                    }
                  }
                }
                ... on Condition {
                  key
                  name
                }
                ... on CodeNotFound {
                  key
                  problem
                }
              }
            }
            """)
        variables: dict[str, object] = {"keys": keys}
        response = self.execute(
            query=query, operation_name="Lookup", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Lookup.model_validate(data)
