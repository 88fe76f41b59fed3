// name: loaded_editions
// title: The editions that are loaded, series by series, the oldest first
// mode: read
// param: name STRING = null  Only those of this source, as icd10cm
// returns: node NODE  The Source that is the edition
// returns: series STRING  The series it is an edition of
// returns: begins DATE  The first day it is in force
// returns: until DATE  The last day; null for the newest loaded edition of its series
// example: medcodegraph cypher run loaded_editions
MATCH (node:Source {state: 'complete'})
WHERE node.series IS NOT NULL AND ($name IS NULL OR node.name = $name)
RETURN
  node,
  node.series AS series,
  node.begins AS begins,
  head(COLLECT {
    MATCH (next:Source {series: node.series, state: 'complete'})
    WHERE next.begins > node.begins
    RETURN next.begins - duration('P1D') AS day ORDER BY day
  }) AS until
ORDER BY series, begins, node.key
