"""Local coverage articles: the Article tables of the Medicare Coverage Database."""

from medcodegraph.loaders.sources.mcd.local import Family

ARTICLE = Family(
    name="article",
    kind="ARTICLE",
    letter="A",
    starts=("article_eff_date",),
    ends=("date_retired", "article_end_date", "article_rev_end_date"),
    headings=(
        ("cms_cov_policy", "CMS National Coverage Policy"),
        ("description", "Article Guidance"),
        ("add_icd10_info", "Additional ICD-10 Information"),
        ("other_comments", "Other Comments"),
        ("history_exp", "Revision History"),
        ("keywords", "Keywords"),
    ),
)
