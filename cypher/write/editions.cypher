// name: editions
// title: The editions that are loaded, oldest first in each series
// mode: read
// returns: source STRING  Key of the edition's Source
// returns: series STRING  The series it is an edition of
// returns: begins DATE  The first day it is in force, null if its release is unknown
// returns: lists LIST<STRING>  What it lists completely, as "SYSTEM level"
// returns: state STRING  loading or complete
// returns: load STRING  Mark of its last load
// returns: compared STRING  The edition it was compared with, and the loads of both; null if with none
MATCH (source:Source)
WHERE source.series IS NOT NULL
RETURN source.key AS source, source.series AS series, source.begins AS begins,
  coalesce(source.lists, []) AS lists, source.state AS state, source.load AS load,
  source.compared AS compared
ORDER BY series, begins, source
