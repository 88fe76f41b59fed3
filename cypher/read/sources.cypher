// name: sources
// title: What is loaded: each source with its release, licence, and how many facts it states
// mode: read
// returns: source STRING  Key of the source
// returns: loader STRING  Name of the loader that read it
// returns: title STRING  Its title
// returns: release STRING  Its release
// returns: series STRING  The series it is an edition of, if several releases can be loaded
// returns: begins DATE  The first day this edition is in force
// returns: state STRING  loading or complete; a document that a source cites has none
// returns: nodes INTEGER  How many nodes it states
// returns: edges INTEGER  How many edges it states
// returns: rows_read INTEGER  How many rows were read
// returns: rows_rejected INTEGER  How many rows were left out
// returns: publisher STRING  Its publisher
// returns: licence STRING  Its licence
// returns: url STRING  Its URL
// returns: file STRING  Name of the file
// returns: sha256 STRING  Checksum of the file
// returns: retrieved_at STRING  When it was loaded, in UTC
// returns: part_of STRING  Key of the source that cites it, for a document
// example: medcodegraph cypher run sources
// example: medcodegraph cypher run sources --format csv
MATCH (source:Source)
RETURN
  source.key AS source,
  source.name AS loader,
  source.title AS title,
  source.release AS release,
  source.series AS series,
  source.begins AS begins,
  source.state AS state,
  coalesce(source.nodes, COUNT { (source)<-[:STATED_BY]-() }) AS nodes,
  source.edges AS edges,
  source.rows_read AS rows_read,
  source.rows_rejected AS rows_rejected,
  source.publisher AS publisher,
  source.licence AS licence,
  source.url AS url,
  source.file AS file,
  source.sha256 AS sha256,
  source.retrieved_at AS retrieved_at,
  source.part_of AS part_of
ORDER BY part_of IS NOT NULL, source
