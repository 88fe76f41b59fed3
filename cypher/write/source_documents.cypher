// name: source_documents
// title: Create or update the documents that one source cites
// mode: write
// param: rows LIST<MAP>  Each document: its key and its properties
UNWIND $rows AS row
MERGE (document:Source {key: row.key})
SET document = row.properties, document.key = row.key
