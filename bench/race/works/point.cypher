OPTIONAL MATCH (c:Code {key: $key})
RETURN {
  code: CASE WHEN c IS NULL THEN null ELSE {
    key: c.key, system: c.system, code: c.code, display: c.display,
    status: c.status, billable: c.billable, validFrom: toString(c.valid_from)
  } END
} AS data
