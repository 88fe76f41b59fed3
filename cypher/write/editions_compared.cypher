// name: editions_compared
// title: Note with which edition an edition has been compared
// mode: write
// param: source STRING  Key of the edition's Source
// param: compared STRING  Key of the edition before it, and the marks of the loads of both; null if with none
MATCH (source:Source {key: $source})
SET source.compared = $compared
