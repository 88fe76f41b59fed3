// name: code
// title: One code, by its key
// mode: read
// param: key STRING  Key of the code, in any form: ICD10CM:C91.00, icd10cm:c9100
// returns: key STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: status STRING  active or retired
// returns: billable BOOLEAN  Whether it is billable, if its system states it
// returns: valid_from DATE  First day it is valid
// returns: valid_to DATE  Last day it is valid
// returns: valid_from_by DATE  If the first day is not known: it is this day or an earlier one
// returns: valid_to_by DATE  If the last day is not known: it is this day or an earlier one
// returns: parents LIST<STRING>  Keys of the codes above it, nearest first
// returns: children INTEGER  How many children it has
// returns: replaced_by LIST<STRING>  Keys of the codes that replace it
// returns: sources LIST<STRING>  Keys of the sources that state it
// example: medcodegraph cypher run code --key CPT:0537T
MATCH (code:Code {key: $key})
WITH code, date() AS day
// include: code_status
RETURN
  code.key AS key,
  code.display AS display,
  status,
  code.billable AS billable,
  code.valid_from AS valid_from,
  code.valid_to AS valid_to,
  code.valid_from_by AS valid_from_by,
  code.valid_to_by AS valid_to_by,
  COLLECT {
    MATCH path = (code)-[:CHILD_OF*1..]->(parent:Code)
    RETURN parent.key ORDER BY length(path), parent.key
  } AS parents,
  COUNT { MATCH (code)<-[:CHILD_OF]-(child:Code) RETURN DISTINCT child } AS children,
  COLLECT { MATCH (code)-[:REPLACED_BY]->(next:Code) RETURN DISTINCT next.key ORDER BY next.key } AS replaced_by,
  COLLECT { MATCH (code)-[:STATED_BY]->(source:Source) RETURN DISTINCT source.key ORDER BY source.key } AS sources
