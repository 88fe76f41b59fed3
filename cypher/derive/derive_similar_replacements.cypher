// name: derive_similar_replacements
// title: Evidence for similar codes: which code replaced which
// mode: read
// returns: old STRING  Key of the code that was replaced
// returns: new STRING  Key of the code that replaced it
// returns: day STRING  The first day of the new one, if a source states it
MATCH (old:Code)-[replaced:REPLACED_BY]->(new:Code)
WHERE old <> new
RETURN old.key AS old, new.key AS new, min(toString(replaced.on)) AS day
ORDER BY old, new
