// name: loadable_sources
// title: Every source that can be loaded, and what is loaded of it
// mode: read
// description: The list is that of the loaders (a test compares the two). What is not loaded is not known here.
// returns: name STRING  Name of the source, as `medcodegraph load` takes it
// returns: summary STRING  What it is
// returns: downloadable BOOLEAN  Whether `medcodegraph fetch` gets its current files from the publisher
// returns: licensed BOOLEAN  Whether its wording may be loaded only by holders of a licence
// returns: preset BOOLEAN  Whether it comes with files of its own, to be loaded without any
// returns: loaded LIST<STRING>  Keys of the Sources that are loaded
// example: medcodegraph cypher run loadable_sources
UNWIND [
  {name: 'icd10cm', summary: 'ICD-10-CM diagnosis codes: hierarchy, notes, descriptions, previous codes (CDC/NCHS and CMS)', downloadable: true, licensed: false, preset: true},
  {name: 'icd10pcs', summary: 'ICD-10-PCS procedure codes: titles, tables, and what each character means (CMS)', downloadable: true, licensed: false, preset: false},
  {name: 'icd9cm', summary: 'ICD-9-CM, and the maps between it and ICD-10-CM and ICD-10-PCS (GEMs)', downloadable: false, licensed: false, preset: false},
  {name: 'icd10cm_index', summary: 'ICD-10-CM alphabetic index and tables: the words that lead to its codes (CDC/NCHS)', downloadable: true, licensed: false, preset: false},
  {name: 'icd10pcs_index', summary: 'ICD-10-PCS index: the words that lead to its codes and tables (CMS)', downloadable: true, licensed: false, preset: false},
  {name: 'cpt', summary: 'CPT: the wording of procedure codes, from your own licensed files (AMA)', downloadable: false, licensed: true, preset: false},
  {name: 'hcpcs', summary: 'HCPCS Level II codes and modifiers: dates, coverage, replacements (CMS)', downloadable: true, licensed: false, preset: false},
  {name: 'msdrg', summary: 'MS-DRGs: titles, weights, mean length of stay, major diagnostic categories (CMS)', downloadable: true, licensed: false, preset: false},
  {name: 'ccsr', summary: 'CCSR: clinical categories of ICD-10-CM codes, and which is the default (AHRQ)', downloadable: true, licensed: false, preset: false},
  {name: 'mondo', summary: 'MONDO diseases: names, definitions, hierarchy, mappings to ICD-10-CM and DOID', downloadable: true, licensed: false, preset: false},
  {name: 'doid', summary: 'Human Disease Ontology: names, definitions, hierarchy, ICD-10-CM codes, joined with MONDO', downloadable: true, licensed: false, preset: false},
  {name: 'fhir', summary: 'FHIR code systems, concept maps and value sets (R4, R5)', downloadable: false, licensed: false, preset: false},
  {name: 'athena', summary: 'OHDSI vocabularies: SNOMED, RxNorm, LOINC and others, mapped to each other (Athena)', downloadable: false, licensed: true, preset: false},
  {name: 'mcd', summary: 'Medicare coverage policies: NCDs, LCDs and Articles with contractors, codes and diagnoses (CMS)', downloadable: true, licensed: false, preset: false},
  {name: 'policies', summary: 'payer policies: what they say about codes and diagnoses, version by version', downloadable: false, licensed: false, preset: false},
  {name: 'starter', summary: 'Curated, sourced facts around CAR-T therapy: codes, procedures, conditions, payers, policies', downloadable: false, licensed: false, preset: true},
  {name: 'page', summary: 'Pages about one procedure code, saved as text: steps, risks, indications, alternatives', downloadable: false, licensed: false, preset: false}
] AS row
RETURN row.name AS name, row.summary AS summary, row.downloadable AS downloadable,
  row.licensed AS licensed, row.preset AS preset,
  COLLECT {
    MATCH (source:Source)
    WHERE source.name = row.name AND source.state = 'complete' AND source.part_of IS NULL
    RETURN source.key ORDER BY source.key
  } AS loaded
ORDER BY name
