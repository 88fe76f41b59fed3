// name: derive_similar_finish
// title: Mark that the similar codes in the graph are complete
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: sha256 STRING  Checksum of the evidence
// param: token STRING  What the snapshot of this derivation is known by
// param: seen MAP  How many of the noted changes (changed, changed_codes) it has taken in
MATCH (source:Source {key: $source})
SET source.sha256 = $sha256, source.token = $token, source.state = 'complete',
  source.changed = CASE WHEN size(source.changed) > $seen.changed THEN source.changed[$seen.changed..] END,
  source.changed_codes =
    CASE WHEN size(source.changed_codes) > $seen.changed_codes THEN source.changed_codes[$seen.changed_codes..] END
