// name: sweep_documents
// title: Delete the documents that the last load of one source no longer cites
// mode: write
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
MATCH (document:Source {part_of: $source}) WHERE document.load <> $load
DELETE document
