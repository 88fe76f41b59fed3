// name: derive_conditions_categories
// title: The categories of CCSR with the diagnosis codes in each
// mode: read
// description: A code that CCSR puts into several categories is in each of them.
// param: system STRING  The code system of the codes
// returns: key STRING  Key of the category
// returns: name STRING  Its name
// returns: codes LIST<STRING>  Keys of its codes
MATCH (category:Code {system: 'CCSR'})<-[:MAPS_TO]-(code:Code {system: $system})
WHERE category.display IS NOT NULL
WITH category, code ORDER BY code.key
RETURN category.key AS key, category.display AS name, collect(DISTINCT code.key) AS codes
ORDER BY key
