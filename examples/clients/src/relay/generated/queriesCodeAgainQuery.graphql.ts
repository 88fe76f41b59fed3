/**
 * @generated SignedSource<<9cab5e297c914896579650e30213ad75>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type queriesCodeAgainQuery$variables = {
  id: string;
};
export type queriesCodeAgainQuery$data = {
  readonly node: {
    readonly " $fragmentSpreads": FragmentRefs<"queriesCode">;
  } | null | undefined;
};
export type queriesCodeAgainQuery = {
  response: queriesCodeAgainQuery$data;
  variables: queriesCodeAgainQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "queriesCodeAgainQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "args": null,
            "kind": "FragmentSpread",
            "name": "queriesCode"
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "queriesCodeAgainQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "key",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "display",
                "storageKey": null
              }
            ],
            "type": "Code",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "e4710aa9d8148f26f730269a06b68811",
    "id": null,
    "metadata": {},
    "name": "queriesCodeAgainQuery",
    "operationKind": "query",
    "text": "query queriesCodeAgainQuery(\n  $id: ID!\n) {\n  node(id: $id) {\n    __typename\n    ...queriesCode\n    id\n  }\n}\n\nfragment queriesCode on Code {\n  key\n  display\n  id\n}\n"
  }
};
})();

(node as any).hash = "1fe93dfb690c8b8b1792fadea7373470";

export default node;
