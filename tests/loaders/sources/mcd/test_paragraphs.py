"""What a paragraph says about the codes of its group, and about unlisted diagnoses."""

import pytest

from medcodegraph.loaders.sources.mcd.paragraphs import is_complete, is_unclear, refuses_unlisted, stance_of


@pytest.mark.parametrize(
    ("paragraph", "stance"),
    [
        ("The following CPT codes are non-covered:", "not_covered"),
        ("Group 2: Noncovered", "not_covered"),
        ("NOT COVERED", "not_covered"),
        ("Non-covered codes:", "not_covered"),
        ("These services are considered not medically necessary.", "not_covered"),
        ("The codes below will be non-covered", "not_covered"),
        ("The following codes will be denied as investigational:", "not_covered"),
        (
            "The procedures in this group do not meet the definition of reasonable and necessary"
            " and will be denied.",
            "not_covered",
        ),
        ("These codes are NON COVERED:", "not_covered"),
        ("The services listed below are excluded from coverage.", "not_covered"),
        ("Medicare does not cover the following services:", "not_covered"),
        ("Coverage is not available for the following codes:", "not_covered"),
        ("CPT codes 10001 and 10002 are not covered by Medicare.", "not_covered"),
        ("", "conditional"),
        ("The codes are covered when the criteria are met.", "conditional"),
        ("These tests are not covered unless the cat is sleepy.", "conditional"),
        ("The appearance of a code in this section does not necessarily indicate coverage.", "conditional"),
        ("GY - Item or service statutorily excluded", "conditional"),
        ("GZ - Item or service expected to be denied as not reasonable and necessary", "conditional"),
        (
            "Report the codes below for light therapy."
            " Services that are billed without a modifier are not covered.",
            "conditional",
        ),
        (
            "The codes in this group are covered when the patient meets the criteria."
            " Screening tests are not covered by Medicare under the statute.",
            "conditional",
        ),
        ("CPT codes are covered. Note: items for comfort are not medically necessary.", "conditional"),
        ("Codes billed for screening are not covered.", "conditional"),
    ],
)
def test_the_sentence_about_the_codes_decides(paragraph: str, stance: str) -> None:
    assert stance_of(paragraph) == stance


@pytest.mark.parametrize(
    "paragraph",
    [
        "The following codes are covered. The codes marked below are not covered.",
        "Claims for these codes will be denied if the diagnosis is missing.",
    ],
)
def test_unclear_paragraphs_are_conditional_and_reported(paragraph: str) -> None:
    assert (stance_of(paragraph), is_unclear(paragraph)) == ("conditional", True)
    assert not is_unclear("The following codes are not covered:")


@pytest.mark.parametrize(
    ("paragraph", "complete"),
    [
        ("The following ICD-10 codes are the only codes that support medical necessity.", True),
        ("Only the following diagnoses are covered:", True),
        ("Coverage is limited to the diagnoses listed below.", True),
        ("These codes support medical necessity. All other diagnoses will be denied.", True),
        ("Any ICD-10-CM code not listed below is not covered.", True),
        ("ICD-10-CM codes not listed below do not support medical necessity.", True),
        ("The following codes support medical necessity.", False),
        ("This list is not all-inclusive. Only the following are common.", False),
        ("For all groups", False),
        ("Use only when reporting. The codes support it.", False),
        ("Any other diagnosis will be denied unless documentation supports it.", False),
        ("", False),
    ],
)
def test_a_list_is_complete_if_its_paragraph_says_so(paragraph: str, complete: bool) -> None:
    assert is_complete(paragraph) is complete


@pytest.mark.parametrize(
    ("paragraph", "refuses"),
    [
        ("All those not listed under the section of codes that support medical necessity.", True),
        ("All ICD-10-CM codes not listed in this policy above.", True),
        ("The codes below do not support the service.", False),
        ("N/A", False),
        ("All other diagnoses unless documented.", False),
    ],
)
def test_a_list_of_refused_diagnoses_can_refuse_all_others(paragraph: str, refuses: bool) -> None:
    assert refuses_unlisted(paragraph) is refuses
