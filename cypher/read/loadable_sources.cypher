// name: loadable_sources
// title: Every source that can be loaded, and what of it is
// mode: read
// description: The list is that of the loaders (a test compares the two). What is not loaded is not known here.
// returns: name STRING  Name of the source, as `medcodegraph load` takes it
// returns: summary STRING  What it is
// returns: formats STRING  The files that are read
// returns: downloadable BOOLEAN  Whether `medcodegraph fetch` gets its current files from the publisher
// returns: licensed BOOLEAN  Whether its wording is loaded only by who holds a licence
// returns: preset BOOLEAN  Whether it comes with files of its own, to be loaded without any
// returns: loaded LIST<STRING>  Keys of the Sources that are loaded
// example: medcodegraph cypher run loadable_sources
UNWIND [
  {name: 'icd10cm', summary: 'ICD-10-CM diagnosis codes: hierarchy, notes, descriptions, previous codes (CDC/NCHS and CMS)', formats: 'the tabular list (XML), the order file (fixed width text, with its addenda beside it in the zip) and the conversion table (.xlsx); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: true},
  {name: 'icd10pcs', summary: 'ICD-10-PCS procedure codes: titles, tables, and what each character means (CMS)', formats: 'the order file (fixed width text, with its addenda beside it in the zip) and the tables (XML); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'icd9cm', summary: 'ICD-9-CM, and the maps between it and ICD-10-CM and ICD-10-PCS (GEMs)', formats: 'CMS\'s files of long and short titles (.txt), and the General Equivalence Mappings (GEMs); files or folders, packed or not (.gz, .zip)', downloadable: false, licensed: false, preset: false},
  {name: 'icd10cm_index', summary: 'ICD-10-CM\'s alphabetic index and tables: the words that lead to its codes (CDC/NCHS)', formats: 'the alphabetic index, the tables of neoplasms and of drugs, the external cause index (XML); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'icd10pcs_index', summary: 'ICD-10-PCS\'s index: the words that lead to its codes and tables (CMS)', formats: 'the index (XML); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'cpt', summary: 'CPT: the wording of procedure codes, from your own licensed files (AMA)', formats: 'the AMA\'s files of long, medium, short, consumer and clinician descriptors, tab separated or fixed width; files or folders, packed or not (.gz, .zip)', downloadable: false, licensed: true, preset: false},
  {name: 'hcpcs', summary: 'HCPCS Level II codes and modifiers: dates, coverage, replacements (CMS)', formats: 'the Alpha-Numeric HCPCS file, as a workbook (.xlsx) or in fixed width (.txt); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'msdrg', summary: 'MS-DRGs: titles, weights, mean length of stay, major diagnostic categories (CMS)', formats: 'Table 5 of the IPPS rule, as tab separated text (.txt) or a workbook (.xlsx); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'ccsr', summary: 'CCSR: clinical categories of ICD-10-CM codes, which of them is the default (AHRQ)', formats: 'the DXCCSR reference file (.xlsx); files or folders, packed or not (.gz, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'mondo', summary: 'MONDO diseases: names, definitions, hierarchy, mappings to ICD-10-CM and DOID', formats: 'MONDO as OBO, obographs JSON or packed JSON; its SSSOM mappings to ICD-10-CM and DOID; files or folders, packed or not (.gz, .zst, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'doid', summary: 'Human Disease Ontology: names, definitions, hierarchy, ICD-10-CM codes, joined with MONDO', formats: 'the Disease Ontology as OBO or obographs JSON; its tables HumanDO.tsv and ICD10inDO.tsv; beside these, MONDO\'s exact mappings to DOID (mondo_exactmatch_doid.sssom.tsv), by which terms are joined; files or folders, packed or not (.gz, .zst, .zip)', downloadable: true, licensed: false, preset: false},
  {name: 'fhir', summary: 'code systems, concept maps and value sets of FHIR (R4, R5)', formats: 'CodeSystem, ConceptMap and ValueSet resources of FHIR R4 or R5: a JSON file each, a Bundle, or one a line (NDJSON); files or folders, packed or not (.gz, .zip)', downloadable: false, licensed: false, preset: false},
  {name: 'athena', summary: 'vocabularies of OHDSI: SNOMED, RxNorm, LOINC and others, mapped to each other (Athena)', formats: 'an Athena export: CONCEPT.csv with CONCEPT_SYNONYM.csv, CONCEPT_RELATIONSHIP.csv, VOCABULARY.csv; a folder or zip', downloadable: false, licensed: true, preset: false},
  {name: 'mcd', summary: 'Medicare coverage policies: NCDs, LCDs and Articles with contractors, codes and diagnoses (CMS)', formats: 'CMS\'s exports (ncd.zip, current_lcd.zip, current_article.zip), packed or as folders, and the Coverage API\'s listing as .csv', downloadable: true, licensed: false, preset: false},
  {name: 'policies', summary: 'payer policies: what they say of codes and diagnoses, version by version', formats: 'medcodegraph\'s own format (docs/policies.md) as .yaml, .json or .csv; files or folders', downloadable: false, licensed: false, preset: false},
  {name: 'starter', summary: 'Curated, sourced facts around CAR-T therapy: codes, procedures, conditions, payers, policies', formats: 'a folder of .yaml and .csv files; without a path, the data set that comes with medcodegraph', downloadable: false, licensed: false, preset: true},
  {name: 'page', summary: 'Pages about one procedure code, saved as text: steps, risks, indications, alternatives', formats: 'text files, or folders of them, named after their code (0537T.txt), with a line such as "CPT4 code"; the title of a CPT page is a licensed descriptor and is left out', downloadable: false, licensed: false, preset: false}
] AS row
RETURN row.name AS name, row.summary AS summary, row.formats AS formats, row.downloadable AS downloadable,
  row.licensed AS licensed, row.preset AS preset,
  COLLECT {
    MATCH (source:Source)
    WHERE source.name = row.name AND source.state = 'complete' AND source.part_of IS NULL
    RETURN source.key ORDER BY source.key
  } AS loaded
ORDER BY name
