CALL () {
  // the library's coverage stands here
}
RETURN { coverage: {
  verdict: verdict,
  summary: summary,
  paths: COLLECT {
    UNWIND paths AS path
    MATCH (policy:Policy {key: path.policy})
    RETURN {
      decides: path.decides,
      stance: toUpper(path.stance),
      reason: path.reason,
      policy: {
        key: policy.key,
        title: policy.title,
        payer: head(COLLECT {
          MATCH (policy)-[:ISSUED_BY]->(issuer:Payer) WITH issuer ORDER BY issuer.key LIMIT 1 RETURN { name: issuer.name }
        })
      }
    }
  }
} } AS data
