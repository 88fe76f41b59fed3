"""Drugs as features: the substance, its version (biosimilar), and the class that the stem of its name states.

Nonproprietary names are built from stems that say what a substance is (the lists of INN and USAN stems): cef-
is a cephalosporin, -setron an antagonist of serotonin. The stems of antibodies (-mab) and fusion proteins
(-cept) say what they are made of and not what they are for: they are not used as classes.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from medcodegraph.graph.library.words.substances import substance

_PEGYLATED = re.compile(r"^peg(?:ylated )?(?=[a-z]{5})")

_CLASSES: dict[str, str] = {
    "non-steroidal anti-inflammatory": r"\w+(?:profen|fenac|orolac|oxicam|coxib)",
    "iron": r"iron|ferric|ferrous|ferumoxytol|sucroferric",
    "cephalosporin": r"cef\w+",
    "penicillin": r"\w+cillin",
    "carbapenem": r"\w+penem",
    "aminoglycoside": r"\w+(?:amicin|amycin|mikacin)|amikacin|streptomycin",
    "macrolide": r"\w+thromycin|erythromycin",
    "fluoroquinolone": r"\w+oxacin",
    "tetracycline": r"\w+cycline",
    "glycopeptide antibiotic": r"\w+(?:vancin|planin)|vancomycin",
    "azole antifungal": r"\w+conazole|isavuconazonium",
    "echinocandin": r"\w+fungin",
    "serotonin antagonist": r"\w+setron",
    "neurokinin antagonist": r"\w+pitant",
    "heparin": r"\w*(?:heparin|parin)|fondaparinux",
    "bisphosphonate": r"\w+dron(?:ate|ic)",
    "platinum": r"\w+platin",
    "taxane": r"\w+taxel",
    "anthracycline": r"\w+rubicin",
    "camptothecin": r"\w*tecan",
    "vinca alkaloid": r"vin(?:blastine|cristine|orelbine|desine)",
    "nitrogen mustard": r"\w+mustine|\w+phosphamide|\w*melphalan",
    "proteasome inhibitor": r"\w+zomib",
    "antimetabolite": r"\w+(?:citabine|trexate|trexed|darabine|arabine|uracil|uridine)",
    "cytotoxic antibiotic": r"mitomycin|bleomycin|dactinomycin|plicamycin",
    "antibody against tumors": r"\w+(?:tu[xz]u?mab|tuximab|tamab)",
    "immune checkpoint inhibitor": r"nivolumab|pembrolizumab|atezolizumab|durvalumab|avelumab|ipilimumab"
    r"|\w+imelimumab"
    r"|cemiplimab|dostarlimab|retifanlimab|relatlimab|tislelizumab|toripalimab|cosibelimab",
    "kinase inhibitor": r"\w+tinib",
    "gonadotropin-releasing hormone": r"\w+relin|leuprolide|\w+relix",
    "somatostatin": r"\w*treotide",
    "colony stimulating factor": r"\w+(?:grastim|gramostim)",
    "erythropoietin": r"\w*poetin",
    "triptan": r"\w+triptan",
    "local anesthetic": r"\w+caine",
    "benzodiazepine": r"\w+(?:azepam|azolam)|chlordiazepoxide",
    "opioid": r"\w*morphone|morphine|codeine|\w*fentan[iy]l|meperidine|methadone|\w*buprenorphine"
    r"|\w+orphanol|nalbuphine"
    r"|butorphanol|pentazocine|oxycodone",
    "opioid antagonist": r"nal\w+one|nalmefene",
    "neuromuscular blocker": r"\w+curonium|\w+curium",
    "corticosteroid": r"\w*(?:methasone|pred\w+|cort(?:isone|icotropin|isol)|cinolone|sonide)",
    "antipsychotic": r"\w*peridol|\w+peridone|\w+pixaz?ole|\w*aripiprazole|olanzapine|ziprasidone"
    r"|\w+promazine",
    "beta blocker": r"\w+olol",
    "calcium channel blocker": r"\w+dipine|diltiazem|verapamil",
    "histamine H2 antagonist": r"\w+tidine",
    "proton pump inhibitor": r"\w+prazole(?<!piprazole)",
    "beta agonist": r"\w+(?:buterol|terol)|albuterol",
    "anticholinergic bronchodilator": r"\w+tropium|glycopyrrolate",
    "botulinum toxin": r"\w*botulinumtoxin\w*",
    "hyaluronan": r"hyaluronan|\w*hyaluronate",
    "immune globulin": r"globulin",
    "clotting factor": r"factor|antihemophilic|fibrinogen|prothrombin",
    "gonadotropin": r"\w*gonadotropin|\w*follitropin|menotropins|urofollitropin",
    "insulin": r"insulin",
    "interferon": r"\w*interferon",
    "gadolinium contrast": r"gado\w+",
    "antisense oligonucleotide": r"\w+rsen",
    "small interfering RNA": r"\w+siran",
    "gene therapy with stem cells": r"\w+temcel",
    "engineered T cells": r"\w+leucel",
    "gene therapy with a vector": r"\w+vec",
    "testosterone": r"\w*testosterone",
    "estrogen": r"\w*estradiol|estrogens?|estrone",
    "progestogen": r"\w*progesterone",
    "vitamin": r"\w*cobalamin|thiamine|pyridoxine|phytonadione|ascorbic",
    "vitamin D": r"\w*calcitriol|paricalcitol|doxercalciferol|\w+calcife\w+",
    "loop diuretic": r"furosemide|bumetanide|torsemide|ethacryn\w+",
    "enzyme for a storage disease": r"\w+sidase|\w+sulfase|\w*glucerase|\w+lipase|\w+ponase",
    "bacterial vaccine against bladder cancer": r"bcg",
}
_CLASS = [(name, re.compile(pattern)) for name, pattern in _CLASSES.items()]

VERSION_WEIGHT, SUBSTANCE_WEIGHT, PARENT_WEIGHT, CLASS_WEIGHT = 0.25, 1.0, 0.5, 0.5


def features(ingredients: Iterable[str], substances: Collection[str]) -> Iterator[tuple[str, float]]:
    """The features of a drug with these ingredients, each with the weight of its kind.

    `substances` are all known ones: pegylated filgrastim is close to filgrastim only if that is among them.
    """
    for ingredient in ingredients:
        one = substance(ingredient)
        if ingredient != one:
            yield f"version {ingredient}", VERSION_WEIGHT
        yield f"drug {one}", SUBSTANCE_WEIGHT
        plain = _PEGYLATED.sub("", one)
        if plain in substances:
            yield f"from {plain}", PARENT_WEIGHT
        for name, stem in _CLASS:
            if any(stem.fullmatch(word) for word in re.findall(r"[a-z]+", one)):
                yield f"class {name}", CLASS_WEIGHT


def named(text: str, substances: Collection[str]) -> str | None:
    """The known substance with whose name a text begins: `Tisagenlecleucel Immunotherapy`."""
    words = text.lower().split()
    beginnings = (" ".join(words[:end]) for end in range(len(words), 0, -1))
    return next((one for one in beginnings if one in substances), None)
