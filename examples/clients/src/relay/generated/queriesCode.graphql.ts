/**
 * @generated SignedSource<<0fff122d23bd2b4a7c33f87956c39348>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type queriesCode$data = {
  readonly display: string | null | undefined;
  readonly id: string;
  readonly key: string;
  readonly " $fragmentType": "queriesCode";
};
export type queriesCode$key = {
  readonly " $data"?: queriesCode$data;
  readonly " $fragmentSpreads": FragmentRefs<"queriesCode">;
};

import queriesCodeAgainQuery_graphql from './queriesCodeAgainQuery.graphql';

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "refetch": {
      "connection": null,
      "fragmentPathInResult": [
        "node"
      ],
      "operation": queriesCodeAgainQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "queriesCode",
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
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    }
  ],
  "type": "Code",
  "abstractKey": null
};

(node as any).hash = "1fe93dfb690c8b8b1792fadea7373470";

export default node;
