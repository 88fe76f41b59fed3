// name: source_begin
// title: Mark that a load of one source begins, and that its documents are still to be stated
// mode: write
// description: A source of licensed texts is hidden where others are, unless the facts say.
// param: source STRING  Key of the Source
// param: facts MAP  What there is to say about the source
MERGE (source:Source {key: $source})
WITH source, EXISTS { MATCH (other:Source {hidden: true}) } AS hiding
SET source = $facts, source.key = $source, source.state = 'loading',
  source.hidden = CASE WHEN $facts.licensed THEN coalesce($facts.hidden, hiding) END
WITH source
MATCH (document:Source {part_of: source.key})
SET document.load = ''
