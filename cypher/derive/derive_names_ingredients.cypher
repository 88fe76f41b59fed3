// name: derive_names_ingredients
// title: The ingredients of drugs that still lack names
// mode: write
// returns: ingredient STRING  As the source words it
MATCH (code:Code) WHERE code.names IS NULL AND code.ingredients IS NOT NULL
UNWIND code.ingredients AS ingredient
RETURN DISTINCT ingredient
