// name: complete_loaders
// title: The loaders of which a complete Source is there
// mode: read
// returns: loader STRING  Name of the loader
MATCH (source:Source)
WHERE source.state = 'complete'
RETURN DISTINCT source.name AS loader
