// name: codes_to_compare
// title: The codes that may have changed from one edition to another
// takes: old NODE  The Source of the earlier edition
// takes: new NODE  The Source of the later edition
// gives: code NODE  The code, once
// description: In a series, those that changed in one of the editions from the earlier to the later, as each is compared
//   with the one before it when it is loaded. Otherwise, or while one is being loaded, all claims of both are compared.
CALL (old, new) {
  CALL (old, new) {
    MATCH (step:Source {series: old.series})
    WHERE old.series = new.series AND step.state = 'complete'
      AND (step.begins > old.begins OR (step.begins = old.begins AND step.key > old.key))
      AND (step.begins < new.begins OR (step.begins = new.begins AND step.key <= new.key))
    WITH step ORDER BY step.begins, step.key
    WITH collect(step) AS steps
    WITH steps, [old] + steps AS chain
    RETURN CASE
      WHEN last(steps) = new AND all(at IN range(1, size(steps)) WHERE
        chain[at].compared = chain[at - 1].key + ' ' + chain[at - 1].load + ' ' + chain[at].load) THEN steps
    END AS steps
  }
  CALL (old, new, steps) {
    UNWIND steps AS step
    MATCH (code:Code)-[:CHANGED_IN]->(step)
    RETURN DISTINCT code
    UNION
    WITH * WHERE steps IS NULL
    // include: claims_apart
    RETURN code
  }
  RETURN code
}
