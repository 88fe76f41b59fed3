// name: complete_loaders
// title: The loaders with a complete Source
// mode: read
// returns: loader STRING  Name of the loader
MATCH (source:Source)
WHERE source.state = 'complete'
RETURN DISTINCT source.name AS loader
