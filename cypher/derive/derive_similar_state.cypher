// name: derive_similar_state
// title: The input of the last derivation of similar codes, and whether all of it still exists
// mode: read
// param: source STRING  Key of the Source of the derivation
// returns: there BOOLEAN  Whether there was one
// returns: rules STRING  The version of the rules and weights it followed
// returns: sha256 STRING  Checksum of its input; null while one runs or was interrupted
// returns: written INTEGER  How many pairs of similar codes it wrote
// returns: found INTEGER  How many exist: fewer if codes were deleted and reloaded
// returns: token STRING  Identifies its snapshot
// returns: changed LIST<STRING>  Labels and types of edges that were written or deleted since
// returns: changed_codes LIST<STRING>  Keys of codes that were written or deleted since
// returns: codes INTEGER  How many codes there are
// returns: loading BOOLEAN  Whether the load of a file is in progress
// returns: sources LIST<STRING>  Key, mark, state, time of load and whether it is hidden, of each file that is loaded now
OPTIONAL MATCH (source:Source {key: $source})
RETURN
  source IS NOT NULL AS there,
  source.release AS rules,
  source.sha256 AS sha256,
  source.edges AS written,
  source.token AS token,
  coalesce(source.changed, []) AS changed,
  coalesce(source.changed_codes, []) AS changed_codes,
  COUNT { (:Code) } AS codes,
  EXISTS { (loaded:Source {state: 'loading'}) WHERE loaded.key <> $source } AS loading,
  COUNT { ()-[:SIMILAR_TO]->() } AS found,
  COLLECT {
    MATCH (loaded:Source)
    WHERE loaded.part_of IS NULL AND loaded.key <> $source
    WITH loaded ORDER BY loaded.key
    RETURN loaded.key + ' ' + coalesce(loaded.load, '') + ' ' + coalesce(loaded.state, '') + ' '
      + coalesce(loaded.retrieved_at, '') + ' ' + toString(coalesce(loaded.hidden, false))
  } AS sources
