// name: changes_between
// title: What changed from one edition to another: codes added, ended and revised
// takes: old NODE  The Source of the earlier edition
// takes: new NODE  The Source of the later edition
// takes: alike BOOLEAN  Whether both are of one series
// takes: lists LIST<STRING>  What both list completely, as "SYSTEM level"
// takes: kinds LIST<STRING>  Only these: added, ended, revised
// gives: code NODE  The code
// gives: change STRING  added, ended or revised
// gives: display STRING  Its wording in the later edition, or its last wording
// gives: day DATE  The first day of an addition or revision, the last day of a code that ended; null if not known
// gives: by DATE  If the day is not known, as releases in between are missing: it is this day or an earlier one
// gives: property STRING  The revised property: display, short, billable, level, ...
// gives: was ANY  The value before
// gives: now ANY  The value after
// description: Compares the facts of two editions. A code ended if the later one lacks it, or is the first to mark it as
//   retired. Properties that only one kind of file has are not compared between kinds. Hidden texts are not compared.
CALL (old, new, alike, lists, kinds) {
  WITH * WHERE 'added' IN kinds AND NOT coalesce(new.hidden, false)
  MATCH (code:Code)-[is:STATED_BY]->(new)
  WHERE NOT EXISTS { (code)-[:STATED_BY]->(old) }
    AND (size(lists) = 0 OR is.system + ' ' + is.level IN lists)
  WITH code, is.display AS display, new.begins AS by, coalesce(is.valid_from,
    CASE WHEN code.valid_from > old.begins AND code.valid_from <= new.begins THEN code.valid_from END,
    CASE WHEN new.begins <= old.begins + duration('P366D') THEN new.begins END) AS day
  RETURN code, 'added' AS change, display, day, CASE WHEN day IS NULL THEN by END AS by,
    null AS property, null AS was, null AS now
  UNION ALL
  WITH * WHERE 'ended' IN kinds AND NOT coalesce(old.hidden, false)
  MATCH (code:Code)-[was:STATED_BY]->(old)
  OPTIONAL MATCH (code)-[is:STATED_BY]->(new)
  WITH old, new, lists, code, was, is
  WHERE (is IS NULL AND (size(lists) = 0 OR was.system + ' ' + was.level IN lists))
    OR (is.status = 'retired' AND was.status <> 'retired')
  WITH code, coalesce(is.display, was.display) AS display, new.begins - duration('P1D') AS by,
    coalesce(is.valid_to, was.valid_to,
      CASE WHEN code.valid_to >= old.begins AND code.valid_to < new.begins THEN code.valid_to END,
      CASE WHEN new.begins <= old.begins + duration('P366D') THEN new.begins - duration('P1D') END) AS day
  RETURN code, 'ended' AS change, display, day, CASE WHEN day IS NULL THEN by END AS by,
    null AS property, null AS was, null AS now
  UNION ALL
  WITH * WHERE 'revised' IN kinds AND NOT coalesce(old.hidden, false) AND NOT coalesce(new.hidden, false)
  MATCH (code:Code)-[was:STATED_BY]->(old)
  MATCH (code)-[is:STATED_BY]->(new)
  WITH code, was, is, alike, new.begins AS by, keys(was) AS told,
    coalesce(is.changed_on, CASE WHEN new.begins <= old.begins + duration('P366D') THEN new.begins END) AS day
  UNWIND [
    name IN told + [name IN keys(is) WHERE NOT name IN told]
    WHERE CASE
      WHEN was[name] IS NOT NULL AND is[name] IS NOT NULL THEN name <> 'load' AND was[name] <> is[name]
      ELSE alike AND NOT name IN ['valid_from', 'valid_from_by'] END
      AND NOT (name IN ['status', 'valid_to'] AND is.status = 'retired' AND was.status <> 'retired')
  ] AS property
  RETURN code, 'revised' AS change, is.display AS display, day, CASE WHEN day IS NULL THEN by END AS by,
    property, was[property] AS was, is[property] AS now
}
