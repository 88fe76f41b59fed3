// name: source_begin
// title: Mark that a load of one source begins, and that its documents are still to be stated
// mode: write
// param: source STRING  Key of the Source
// param: facts MAP  What there is to say about the source
MERGE (source:Source {key: $source})
SET source = $facts, source.key = $source, source.state = 'loading'
WITH source
MATCH (document:Source {part_of: source.key})
SET document.load = ''
