// name: derive_conditions_state
// title: The last derivation for conditions, and whether all of it still exists
// mode: read
// param: source STRING  Key of the Source of the derivation
// returns: sha256 STRING  Checksum of its input
// returns: rules STRING  The version of the rules and reviews it followed
// returns: written INTEGER  How many edges it wrote
// returns: found INTEGER  How many of them exist
// returns: sources LIST<STRING>  Key, mark, state and time of load of each file that is loaded now
OPTIONAL MATCH (source:Source {key: $source})
RETURN
  source.sha256 AS sha256,
  source.release AS rules,
  source.edges AS written,
  COUNT { (:Code)-[edge:CLASSIFIES]->(:Condition) WHERE edge.source = $source OR edge.stated_match IS NOT NULL }
    + COUNT { (:Condition)-[:CONTRADICTED]->(:Condition) } AS found,
  COLLECT {
    MATCH (loaded:Source)
    WHERE loaded.part_of IS NULL AND loaded.name <> 'derived'
    WITH loaded ORDER BY loaded.key
    RETURN loaded.key + ' ' + coalesce(loaded.load, '') + ' ' + coalesce(loaded.state, '') + ' '
      + coalesce(loaded.retrieved_at, '')
  } AS sources
