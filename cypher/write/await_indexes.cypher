// name: await_indexes
// title: Wait until every index is populated
// mode: read
// param: seconds INTEGER  The longest wait
CALL db.awaitIndexes($seconds)
