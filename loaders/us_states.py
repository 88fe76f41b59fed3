"""The states and territories of the United States by their two-letter abbreviations."""

from difflib import get_close_matches

_STATES = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas
KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi
MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming
AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands
"""
STATES = {each[:2]: each[3:].strip() for line in _STATES.strip().splitlines() for each in line.split("|")}
"""Names of states, the District of Columbia and territories, by their abbreviations."""
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}
_LETTERS = {name.casefold(): letters for letters, name in STATES.items()}


def state_in(written: str) -> str:
    """The abbreviation of a state given by abbreviation or name; raises ValueError for anything else."""
    letters = written.strip().upper().removeprefix("US-")
    if letters in STATES:
        return letters
    if (named := _LETTERS.get(" ".join(written.split()).casefold())) is not None:
        return named
    alike = [each for each in STATES if len(letters) == len(each) and each[0] == letters[0]]
    if alike:
        hint = f": did you mean {min(alike, key=lambda each: abs(ord(each[1]) - ord(letters[1])))!r}?"
    else:
        near = get_close_matches(written.strip(), STATES.values(), n=1, cutoff=0.75)
        hint = f": did you mean {near[0]!r}?" if near else ": write US, two letters of a state, or a key"
    raise ValueError(f"{written!r} is not a jurisdiction{hint}")
