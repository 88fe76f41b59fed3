// name: loaded_sources
// title: Every source that was loaded from files, and the documents it cites
// mode: read
// returns: source STRING  Key of the Source
// returns: name STRING  Name of the loader
// returns: series STRING  The series it is an edition of
// returns: part_of STRING  Key of the Source that cites it, for a document
MATCH (source:Source)
WHERE source.part_of IS NOT NULL OR source.file IS NOT NULL
RETURN source.key AS source, source.name AS name, source.series AS series, source.part_of AS part_of
ORDER BY source
