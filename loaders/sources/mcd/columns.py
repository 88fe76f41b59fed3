"""The tables of the Medicare Coverage Database that are read, and the columns each must have."""

LISTING = "listing"
"""The Coverage API's listing of LCDs and Articles; the one table without an official file name."""

_NATIONAL = """
ncd_trkg ncd_id ncd_vrsn_num ncd_mnl_sect ncd_mnl_sect_title ncd_efctv_dt ncd_trmntn_dt itm_srvc_desc
indctn_lmtn last_updt_tmstmp

ncd_bnft_ctgry_ref bnft_ctgry_cd bnft_ctgry_desc

ncd_trkg_bnft_xref ncd_id ncd_vrsn_num bnft_ctgry_cd
"""

_LOCAL = """
lcd lcd_id lcd_version display_id title status rev_eff_date date_retired indication last_updated

article article_id article_version display_id title status article_eff_date date_retired description
last_updated

lcd_future_retire lcd_id retire_dt

article_future_retire retire_dt

article_x_code_table article_id article_version code_table_row brand_name eff_date end_date comments
hcpc_code_id

article_x_icd10_covered article_id article_version icd10_code_id icd10_covered_group range asterisk

article_x_icd10_covered_group article_id article_version icd10_covered_group paragraph icd10_covered_ast

article_x_icd10_noncovered article_id article_version icd10_code_id icd10_noncovered_group range

article_x_icd10_noncovered_group article_id article_version icd10_noncovered_group paragraph
"""

_BOTH = """
{0}_x_contractor {0}_id {0}_version contractor_id contractor_type_id contractor_version

{0}_x_primary_jurisdiction {0}_id {0}_version state_id

{0}_x_hcpc_code {0}_id {0}_version hcpc_code_id hcpc_code_group range

{0}_x_hcpc_code_group {0}_id {0}_version hcpc_code_group paragraph

{0}_related_documents {0}_id {0}_version r_article_id r_lcd_id

{0}_related_ncd_documents {0}_id {0}_version r_ncd_id

{0}_related_source_icd9 {0}_id {0}_version source_{0}_id
"""

_LOOKUPS = """
contractor contractor_id contractor_type_id contractor_version contractor_bus_name dmerc_rgn url

contractor_jurisdiction contractor_id contractor_type_id contractor_version state_id term_date

dmerc_region_lookup region_id mac_description super_mac_description

state_lookup state_id state_abbrev description

listing document_display_id document_id document_type document_version effective_date note
retirement_date title updated_on_sort contractor_name_type url
"""

_TEXTS = (_NATIONAL, _LOCAL, _BOTH.format("lcd"), _BOTH.format("article"), _LOOKUPS)

COLUMNS: dict[str, tuple[str, ...]] = {
    table.split()[0]: tuple(table.split()[1:]) for text in _TEXTS for table in text.split("\n\n")
}
"""The columns by table, in lower case; an export may have further ones."""
