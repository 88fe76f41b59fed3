// name: await_indexes
// title: Wait until every index is filled
// mode: read
// param: seconds INTEGER  At most so long
CALL db.awaitIndexes($seconds)
