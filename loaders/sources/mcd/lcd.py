"""Local coverage determinations: the LCD tables of the Medicare Coverage Database."""

from medcodegraph.loaders.sources.mcd.local import Family

LCD = Family(
    name="lcd",
    kind="LCD",
    letter="L",
    starts=("rev_eff_date", "orig_det_eff_date"),
    ends=("date_retired", "ent_det_end_date", "rev_end_date"),
    headings=(
        ("cms_cov_policy", "CMS National Coverage Policy"),
        ("indication", "Coverage Indications, Limitations, and/or Medical Necessity"),
        ("diagnoses_support", "Diagnoses that Support Medical Necessity"),
        ("diagnoses_dont_support", "Diagnoses that Do Not Support Medical Necessity"),
        ("add_icd10_info", "Additional ICD-10 Information"),
        ("coding_guidelines", "Coding Guidelines"),
        ("doc_reqs", "Documentation Requirements"),
        ("util_guide", "Utilization Guidelines"),
        ("associated_info", "Associated Information"),
        ("appendices", "Appendices"),
        ("summary_of_evidence", "Summary of Evidence"),
        ("analysis_of_evidence", "Analysis of Evidence"),
        ("source_info", "Sources of Information"),
        ("bibliography", "Bibliography"),
        ("history_exp", "Revision History"),
        ("keywords", "Keywords"),
    ),
)
"""The revision's dates come first, as the texts and codes are those of the revision."""
