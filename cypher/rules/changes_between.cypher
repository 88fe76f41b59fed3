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
  // include: codes_to_compare
  WITH *,
    head([(code)-[claim:STATED_BY]->(old) | claim {.*, load: '', digest: 0}]) AS was,
    head([(code)-[claim:STATED_BY]->(new) | claim {.*, load: '', digest: 0}]) AS is,
    new.begins <= old.begins + duration('P366D') AS follows
  WHERE was IS NOT NULL OR is IS NOT NULL // a code of an edition in between
  CALL (old, new, alike, lists, kinds, code, was, is, follows) {
    WITH * WHERE was IS NULL AND 'added' IN kinds AND NOT coalesce(new.hidden, false)
      AND (size(lists) = 0 OR is.system + ' ' + is.level IN lists)
    RETURN 'added' AS change, is.display AS display, new.begins AS by, null AS property, null AS before, null AS after,
      coalesce(is.valid_from,
        CASE WHEN code.valid_from > old.begins AND code.valid_from <= new.begins THEN code.valid_from END,
        CASE WHEN follows THEN new.begins END) AS day
    UNION ALL
    WITH * WHERE was IS NOT NULL AND 'ended' IN kinds AND NOT coalesce(old.hidden, false)
      AND ((is IS NULL AND (size(lists) = 0 OR was.system + ' ' + was.level IN lists))
        OR (is.status = 'retired' AND was.status <> 'retired'))
    RETURN 'ended' AS change, coalesce(is.display, was.display) AS display, new.begins - duration('P1D') AS by,
      null AS property, null AS before, null AS after,
      coalesce(is.valid_to, was.valid_to,
        CASE WHEN code.valid_to >= old.begins AND code.valid_to < new.begins THEN code.valid_to END,
        CASE WHEN follows THEN new.begins - duration('P1D') END) AS day
    UNION ALL
    WITH * WHERE was IS NOT NULL AND is IS NOT NULL AND 'revised' IN kinds
      AND NOT coalesce(old.hidden, false) AND NOT coalesce(new.hidden, false)
    UNWIND [
      name IN keys(was) + [name IN keys(is) WHERE NOT name IN keys(was)]
      WHERE CASE
        WHEN was[name] IS NOT NULL AND is[name] IS NOT NULL THEN was[name] <> is[name]
        ELSE alike AND NOT name IN ['valid_from', 'valid_from_by'] END
        AND NOT (name IN ['status', 'valid_to'] AND is.status = 'retired' AND was.status <> 'retired')
    ] AS property
    RETURN 'revised' AS change, is.display AS display, new.begins AS by, property, was[property] AS before,
      is[property] AS after, coalesce(is.changed_on, CASE WHEN follows THEN new.begins END) AS day
  }
  RETURN code, change, display, day, CASE WHEN day IS NULL THEN by END AS by, property, before AS was, after AS now
}
