// name: node_of_key
// title: What a key leads to, whatever it is
// takes: key STRING  A key in its canonical writing
// gives: node NODE  The thing; no row where the key leads to none
// description: Its own key, or another one of a condition (rule thing_of_key).
CALL (key) {
  MATCH (node:CodeSystem|ValueSet|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: key})
  RETURN node
  UNION
  // include: thing_of_key
  RETURN thing AS node
}
