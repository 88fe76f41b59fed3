// name: release_difference_codes
// title: What changed from one edition to another, with the codes themselves
// mode: read
// description: The rows of release_changes, for the API: values of properties are texts.
// param: old LIST<STRING>  Key of the earlier edition, in a list, as returned by release_difference
// param: new LIST<STRING>  Key of the later edition, in a list
// param: changes LIST<STRING> = []  Only these: added, ended, revised; none for all
// returns: node NODE  The code, as it is today
// returns: change STRING  added, ended or revised
// returns: display STRING  Its wording in the later release, or its last wording
// returns: day DATE  The first day of an addition or revision, the last day of a code that ended
// returns: by DATE  If the day is not known, as releases in between are missing: it is this day or an earlier one
// returns: property STRING  The revised property: display, short, billable, level, ...
// returns: before_text STRING  The value before; the items of a list are separated by semicolons
// returns: after_text STRING  The value after
// example: medcodegraph cypher run release_difference_codes --old SOURCE:icd10cm/order-2025 --new SOURCE:icd10cm/order-2026
MATCH (old:Source {key: $old[0]})
MATCH (new:Source {key: $new[0]})
WITH old, new, coalesce(old.series = new.series, false) AS alike,
  [list IN coalesce(old.lists, []) WHERE list IN coalesce(new.lists, [])] AS lists,
  CASE size($changes) WHEN 0 THEN ['added', 'ended', 'revised'] ELSE $changes END AS kinds
// include: changes_between
RETURN code AS node, change, display, day, by, property,
  CASE WHEN was IS :: LIST<ANY> THEN reduce(all = '', one IN was | all + CASE all WHEN '' THEN '' ELSE '; ' END + one)
    ELSE toString(was) END AS before_text,
  CASE WHEN now IS :: LIST<ANY> THEN reduce(all = '', one IN now | all + CASE all WHEN '' THEN '' ELSE '; ' END + one)
    ELSE toString(now) END AS after_text
ORDER BY change, node.key, property
