// name: code_systems
// title: The code systems that are loaded
// mode: read
// returns: system STRING  The system, as codes name it
// returns: name STRING  Its name
// returns: uri STRING  Its address in FHIR
// returns: publisher STRING  Who publishes it
// returns: version STRING  Its version, if its source gives one
// returns: licence STRING  Under which licence
// example: medcodegraph cypher run code_systems
MATCH (node:CodeSystem)
RETURN
  split(node.key, ':')[1] AS system,
  node.name AS name,
  node.uri AS uri,
  node.publisher AS publisher,
  node.version AS version,
  node.licence AS licence
ORDER BY system
