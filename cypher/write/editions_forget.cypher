// name: editions_forget
// title: Remove what an edition changed from the one before it
// mode: write
// param: source STRING  Key of the edition's Source
// returns: removed INTEGER  How many codes
MATCH (:Source {key: $source})<-[changed:CHANGED_IN]-()
CALL (changed) {
  DELETE changed
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS removed
