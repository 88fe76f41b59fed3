// name: following_sources
// title: The sources that take all codes of a code system
// mode: read
// returns: source STRING  Key of the Source
// returns: loader STRING  Name of its loader
// returns: systems LIST<STRING>  The names of those code systems
// returns: followed STRING  A fingerprint of the codes that it took
// returns: sha256 STRING  The checksum of its files
MATCH (source:Source {state: 'complete'}) WHERE source.follows IS NOT NULL
RETURN source.key AS source, source.name AS loader, source.follows AS systems, source.followed AS followed,
  source.sha256 AS sha256
ORDER BY source
