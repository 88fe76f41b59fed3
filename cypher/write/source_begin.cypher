// name: source_begin
// title: Mark that a load of one source begins, and that its documents are still to be stated
// mode: write
// description: A source of licensed texts is hidden if others are, unless the facts state otherwise.
// param: source STRING  Key of the Source
// param: facts MAP  The properties of the source, and `run`, a unique name for this load
// returns: first BOOLEAN  Whether the Source is new
MERGE (source:Source {key: $source}) ON CREATE SET source.run = $facts.run
WITH source, coalesce(source.run = $facts.run, false) AS first, EXISTS { MATCH (other:Source {hidden: true}) } AS hiding
SET source = $facts, source.key = $source, source.state = 'loading',
  source.hidden = CASE WHEN $facts.licensed THEN coalesce($facts.hidden, hiding) END
WITH source, first
CALL (source) {
  MATCH (document:Source {part_of: source.key})
  SET document.load = ''
}
RETURN first
