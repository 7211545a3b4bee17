"""Inflection: literal tables of the forms that each rule has to get right, and properties of all forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading.inflection import forms, particle_of

MAIN = ("pres_1", "pres_2", "pres_2i", "pres_3", "pres_pl", "past_sg", "past_pl")


def _row(word: str, word_class: str, *slots: str) -> list[str | None]:
    found = forms(word, word_class)
    return [found.get(slot) for slot in slots]


# ---------------------------------------------------------------- verbs: where the parts come to stand


def test_a_separable_verb_has_all_its_slots() -> None:
    assert forms("toe|kennen", "v") == {
        "inf": "toekennen",
        "te_inf": "toe te kennen",
        "pres_1": "ken … toe",
        "pres_2i": "ken … toe",
        "pres_2": "kent … toe",
        "pres_3": "kent … toe",
        "pres_pl": "kennen … toe",
        "past_sg": "kende … toe",
        "past_pl": "kenden … toe",
        "sub_pres_1": "toeken",
        "sub_pres_2i": "toeken",
        "sub_pres_2": "toekent",
        "sub_pres_3": "toekent",
        "sub_pres_pl": "toekennen",
        "sub_past_sg": "toekende",
        "sub_past_pl": "toekenden",
        "part": "toegekend",
        "part_e": "toegekende",
        "prespart": "toekennend",
        "prespart_e": "toekennende",
    }


@pytest.mark.parametrize(
    ("word", "te_inf", "pres_3", "sub_pres_3", "part"),
    [
        ("gebruiken", "te gebruiken", "gebruikt", "gebruikt", "gebruikt"),
        ("in kennis |stellen", "in kennis te stellen", "stelt … in kennis", "in kennis stelt",
         "in kennis gesteld"),
        ("verslag uit|brengen", "verslag uit te brengen", "brengt … verslag uit", "verslag uitbrengt",
         "verslag uitgebracht"),
        ("laten_zien", "te laten zien", "laat … zien", "laat zien", None),
        ("leiden (tot)", "te leiden (tot)", "leidt (tot)", "leidt (tot)", "geleid (tot)"),
        ("rekening |houden (met)", "rekening te houden (met)", "houdt … rekening (met)",
         "rekening houdt (met)", "rekening gehouden (met)"),
        ("laten_meedoen (aan)", "te laten meedoen (aan)", "laat … meedoen (aan)", "laat meedoen (aan)", None),
        ("aan|bevelen", "aan te bevelen", "beveelt … aan", "aanbeveelt", "aanbevolen"),
        ("voor|bereiden", "voor te bereiden", "bereidt … voor", "voorbereidt", "voorbereid"),
        ("toe|eigenen", "toe te eigenen", "eigent … toe", "toe-eigent", "toegeëigend"),
        ("over|leggen", "over te leggen", "legt … over", "overlegt", "overgelegd"),
        ("overleggen", "te overleggen", "overlegt", "overlegt", "overlegd"),
        ("gebruik maken", "gebruik te maken", "maakt … gebruik", "gebruik maakt", "gebruik gemaakt"),
    ],
)  # fmt: skip
def test_parts_of_a_verb_in_the_sentence(
    word: str, te_inf: str, pres_3: str, sub_pres_3: str, part: str | None
) -> None:
    found = _row(word, "v", "te_inf", "pres_3", "sub_pres_3", "part")
    assert found == [te_inf, pres_3, sub_pres_3, part]


@pytest.mark.parametrize(
    ("word", "particle"),
    [
        ("toe|kennen", "toe"), ("in kennis |stellen", "in kennis"), ("laten_zien", "zien"),
        ("leiden (tot)", ""), ("gebruiken", ""), ("erop toe|zien", "erop toe"),
        ("rekening |houden (met)", "rekening"),
    ],
)  # fmt: skip
def test_what_stands_apart_from_the_verb(word: str, particle: str) -> None:
    assert particle_of(word) == particle


# ---------------------------------------------------------------- verbs: forms


IRREGULAR = ("pres_1", "pres_2i", "pres_2", "pres_3", "past_sg", "past_pl")


@pytest.mark.parametrize(
    ("word", *IRREGULAR),
    [
        ("hebben", "heb", "heb", "hebt", "heeft", "had", "hadden"),
        ("zijn", "ben", "ben", "bent", "is", "was", "waren"),
        ("kunnen", "kan", "kun", "kunt", "kan", "kon", "konden"),
        ("mogen", "mag", "mag", "mag", "mag", "mocht", "mochten"),
        ("moeten", "moet", "moet", "moet", "moet", "moest", "moesten"),
        ("willen", "wil", "wil", "wilt", "wil", "wilde", "wilden"),
        ("zullen", "zal", "zul", "zult", "zal", "zou", "zouden"),
        ("worden", "word", "word", "wordt", "wordt", "werd", "werden"),
        ("komen", "kom", "kom", "komt", "komt", "kwam", "kwamen"),
        ("voorkomen", "voorkom", "voorkom", "voorkomt", "voorkomt", "voorkwam", "voorkwamen"),
        ("gaan", "ga", "ga", "gaat", "gaat", "ging", "gingen"),
        ("bestaan", "besta", "besta", "bestaat", "bestaat", "bestond", "bestonden"),
        ("voorzien", "voorzie", "voorzie", "voorziet", "voorziet", "voorzag", "voorzagen"),
        ("doen", "doe", "doe", "doet", "doet", "deed", "deden"),
        ("vinden", "vind", "vind", "vindt", "vindt", "vond", "vonden"),
        ("weten", "weet", "weet", "weet", "weet", "wist", "wisten"),
        ("zeggen", "zeg", "zeg", "zegt", "zegt", "zei", "zeiden"),
        ("vermogen", "vermag", "vermag", "vermag", "vermag", "vermocht", "vermochten"),
    ],
)  # fmt: skip
def test_irregular_verbs(
    word: str, pres_1: str, pres_2i: str, pres_2: str, pres_3: str, past_sg: str, past_pl: str
) -> None:
    assert _row(word, "v", *IRREGULAR) == [pres_1, pres_2i, pres_2, pres_3, past_sg, past_pl]


@pytest.mark.parametrize(
    ("word", "pres_3", "past_sg", "part", "part_e"),
    [
        # long vowels, v and z, double consonants
        ("maken", "maakt", "maakte", "gemaakt", "gemaakte"),
        ("leven", "leeft", "leefde", "geleefd", "geleefde"),
        ("reizen", "reist", "reisde", "gereisd", "gereisde"),
        ("eisen", "eist", "eiste", "geëist", "geëiste"),
        ("plannen", "plant", "plande", "gepland", "geplande"),
        ("zetten", "zet", "zette", "gezet", "gezette"),
        ("melden", "meldt", "meldde", "gemeld", "gemelde"),
        ("praten", "praat", "praatte", "gepraat", "geprate"),
        ("besteden", "besteedt", "besteedde", "besteed", "bestede"),
        ("beamen", "beaamt", "beaamde", "beaamd", "beaamde"),
        ("beogen", "beoogt", "beoogde", "beoogd", "beoogde"),
        ("schuwen", "schuwt", "schuwde", "geschuwd", "geschuwde"),
        ("juichen", "juicht", "juichte", "gejuicht", "gejuichte"),
        ("faxen", "faxt", "faxte", "gefaxt", "gefaxte"),
        ("voltooien", "voltooit", "voltooide", "voltooid", "voltooide"),
        # stress
        ("wandelen", "wandelt", "wandelde", "gewandeld", "gewandelde"),
        ("verdelen", "verdeelt", "verdeelde", "verdeeld", "verdeelde"),
        ("beoordelen", "beoordeelt", "beoordeelde", "beoordeeld", "beoordeelde"),
        ("bedelen", "bedelt", "bedelde", "gebedeld", "gebedelde"),
        ("rekenen", "rekent", "rekende", "gerekend", "gerekende"),
        ("verlenen", "verleent", "verleende", "verleend", "verleende"),
        ("studeren", "studeert", "studeerde", "gestudeerd", "gestudeerde"),
        ("veranderen", "verandert", "veranderde", "veranderd", "veranderde"),
        ("verbeteren", "verbetert", "verbeterde", "verbeterd", "verbeterde"),
        ("belemmeren", "belemmert", "belemmerde", "belemmerd", "belemmerde"),
        ("monitoren", "monitort", "monitorde", "gemonitord", "gemonitorde"),
        # trema
        ("evalueren", "evalueert", "evalueerde", "geëvalueerd", "geëvalueerde"),
        ("uiten", "uit", "uitte", "geuit", "geuite"),
        ("ijken", "ijkt", "ijkte", "geijkt", "geijkte"),
        ("informeren", "informeert", "informeerde", "geïnformeerd", "geïnformeerde"),
        ("updaten", "updatet", "updatete", "geüpdatet", "geüpdatete"),
        ("kopiëren", "kopieert", "kopieerde", "gekopieerd", "gekopieerde"),
        ("creëren", "creëert", "creëerde", "gecreëerd", "gecreëerde"),
        ("financieren", "financiert", "financierde", "gefinancierd", "gefinancierde"),
        # prefixes, and what only looks like one
        ("herhalen", "herhaalt", "herhaalde", "herhaald", "herhaalde"),
        ("herbergen", "herbergt", "herbergde", "geherbergd", "geherbergde"),
        ("herwaarderen", "herwaardeert", "herwaardeerde", "geherwaardeerd", "geherwaardeerde"),
        ("herindelen", "herindeelt", "herindeelde", "heringedeeld", "heringedeelde"),
        ("overwaarderen", "overwaardeert", "overwaardeerde", "overgewaardeerd", "overgewaardeerde"),
        ("veronderstellen", "veronderstelt", "veronderstelde", "verondersteld", "veronderstelde"),
        ("misbruiken", "misbruikt", "misbruikte", "misbruikt", "misbruikte"),
        ("missen", "mist", "miste", "gemist", "gemiste"),
        ("volgen", "volgt", "volgde", "gevolgd", "gevolgde"),
        ("bellen", "belt", "belde", "gebeld", "gebelde"),
        ("genereren", "genereert", "genereerde", "gegenereerd", "gegenereerde"),
        ("ergeren", "ergert", "ergerde", "geërgerd", "geërgerde"),
        ("aanvaarden", "aanvaardt", "aanvaardde", "aanvaard", "aanvaarde"),
        ("antwoorden", "antwoordt", "antwoordde", "geantwoord", "geantwoorde"),
        ("handhaven", "handhaaft", "handhaafde", "gehandhaafd", "gehandhaafde"),
        # from English, and a stem that ends in a vowel
        ("racen", "racet", "racete", "geracet", "geracete"),
        ("managen", "managet", "managede", "gemanaged", "gemanagede"),
        ("scoren", "scoort", "scoorde", "gescoord", "gescoorde"),
        ("checken", "checkt", "checkte", "gecheckt", "gecheckte"),
        ("skiën", "skiet", "skiede", "geskied", "geskiede"),
        ("echoën", "echoot", "echode", "geëchood", "geëchode"),
        ("oliën", "oliet", "oliede", "geolied", "geoliede"),
    ],
)  # fmt: skip
def test_regular_verbs(word: str, pres_3: str, past_sg: str, part: str, part_e: str) -> None:
    assert _row(word, "v", "pres_3", "past_sg", "part", "part_e") == [pres_3, past_sg, part, part_e]


@pytest.mark.parametrize(
    ("word", "past_sg", "past_pl", "part", "part_e"),
    [
        ("schrijven", "schreef", "schreven", "geschreven", "geschreven"),
        ("vergelijken", "vergeleek", "vergeleken", "vergeleken", "vergeleken"),
        ("kiezen", "koos", "kozen", "gekozen", "gekozen"),
        ("verliezen", "verloor", "verloren", "verloren", "verloren"),
        ("nemen", "nam", "namen", "genomen", "genomen"),
        ("ondernemen", "ondernam", "ondernamen", "ondernomen", "ondernomen"),
        ("eten", "at", "aten", "gegeten", "gegeten"),
        ("vergeten", "vergat", "vergaten", "vergeten", "vergeten"),
        ("gelden", "gold", "golden", "gegolden", "gegolden"),
        ("genezen", "genas", "genazen", "genezen", "genezen"),
        ("overwegen", "overwoog", "overwogen", "overwogen", "overwogen"),
        ("herbeginnen", "herbegon", "herbegonnen", "herbegonnen", "herbegonnen"),
        ("doen", "deed", "deden", "gedaan", "gedane"),
        ("ontstaan", "ontstond", "ontstonden", "ontstaan", "ontstane"),
        ("voorzien", "voorzag", "voorzagen", "voorzien", "voorziene"),
        ("onderzoeken", "onderzocht", "onderzochten", "onderzocht", "onderzochte"),
        ("laden", "laadde", "laadden", "geladen", "geladen"),
        ("vragen", "vroeg", "vroegen", "gevraagd", "gevraagde"),
        ("ontzeggen", "ontzegde", "ontzegden", "ontzegd", "ontzegde"),
        ("ontmoeten", "ontmoette", "ontmoetten", "ontmoet", "ontmoete"),
        ("verwelkomen", "verwelkoomde", "verwelkoomden", "verwelkoomd", "verwelkoomde"),
        ("onderscheppen", "onderschepte", "onderschepten", "onderschept", "onderschepte"),
        ("benijden", "benijdde", "benijdden", "benijd", "benijde"),
        ("op|scheppen", "schepte … op", "schepten … op", "opgeschept", "opgeschepte"),
        ("af|schrikken", "schrikte … af", "schrikten … af", "afgeschrikt", "afgeschrikte"),
        ("toe|bedelen", "bedeelde … toe", "bedeelden … toe", "toebedeeld", "toebedeelde"),
    ],
)  # fmt: skip
def test_strong_verbs_and_their_look_alikes(
    word: str, past_sg: str, past_pl: str, part: str, part_e: str
) -> None:
    assert _row(word, "v", "past_sg", "past_pl", "part", "part_e") == [past_sg, past_pl, part, part_e]


@pytest.mark.parametrize(
    ("word", "missing"),
    [
        ("laten_zien", {"part", "part_e", "prespart", "prespart_e"}),
        ("kunnen", {"part_e", "prespart", "prespart_e"}),
        ("zullen", {"part", "part_e", "prespart", "prespart_e"}),
        ("zijn", {"part_e"}),
        ("rekening |houden", {"part_e"}),
        ("een vraag |stellen", {"part_e"}),
        ("in kennis |stellen", set()),
    ],
)
def test_slots_that_a_verb_has_not(word: str, missing: set[str]) -> None:
    assert set(forms("toe|kennen", "v")) - set(forms(word, "v")) == missing


# ---------------------------------------------------------------- nouns


@pytest.mark.parametrize(
    ("word", "word_class", "pl"),
    [
        # spelling
        ("plan", "n.het", "plannen"), ("taak", "n.de", "taken"), ("bewijs", "n.het", "bewijzen"),
        ("brief", "n.de", "brieven"), ("eis", "n.de", "eisen"), ("paragraaf", "n.de", "paragrafen"),
        ("grens", "n.de", "grenzen"), ("kans", "n.de", "kansen"), ("partij", "n.de", "partijen"),
        ("poëet", "n.de", "poëten"), ("dieet", "n.het", "diëten"), ("enzym", "n.het", "enzymen"),
        ("radius", "n.de", "radiussen"), ("proces", "n.het", "processen"),
        # another vowel, -eren, -heden, -lieden
        ("dag", "n.de", "dagen"), ("verjaardag", "n.de", "verjaardagen"), ("gesprek", "n.het", "gesprekken"),
        ("gebrek", "n.het", "gebreken"), ("bevel", "n.het", "bevelen"), ("schip", "n.het", "schepen"),
        ("personeelslid", "n.het", "personeelsleden"), ("stad", "n.de", "steden"),
        ("kind", "n.het", "kinderen"), ("landgoed", "n.het", "landgoederen"),
        ("mogelijkheid", "n.de", "mogelijkheden"), ("raadsman", "n.de", "raadslieden"),
        ("handvat", "n.het", "handvatten"), ("voorschot", "n.het", "voorschotten"),
        # -s after an unstressed syllable
        ("regel", "n.de", "regels"), ("middel", "n.het", "middelen"), ("model", "n.het", "modellen"),
        ("voorstel", "n.het", "voorstellen"), ("bodem", "n.de", "bodems"), ("systeem", "n.het", "systemen"),
        ("examen", "n.het", "examens"), ("reden", "n.de", "redenen"), ("begeleider", "n.de", "begeleiders"),
        ("manier", "n.de", "manieren"), ("formulier", "n.het", "formulieren"),
        ("koerier", "n.de", "koeriers"), ("inspecteur", "n.de", "inspecteurs"), ("kleur", "n.de", "kleuren"),
        ("directeur", "n.de", "directeuren"), ("ambassadeur", "n.de", "ambassadeurs"),
        ("moedersmoeder", "n.de", "moedersmoeders"), ("factor", "n.de", "factoren"),
        ("winnaar", "n.de", "winnaars"), ("ambtenaar", "n.de", "ambtenaren"), ("pijler", "n.de", "pijlers"),
        ("meisje", "n.het", "meisjes"), ("telefoon", "n.de", "telefoons"), ("station", "n.het", "stations"),
        # vowels
        ("foto", "n.de", "foto's"), ("baby", "n.de", "baby's"), ("display", "n.het", "displays"),
        ("bureau", "n.het", "bureaus"), ("comité", "n.het", "comités"), ("zee", "n.de", "zeeën"),
        ("idee", "n.het", "ideeën"), ("abonnee", "n.de", "abonnees"), ("organisatie", "n.de", "organisaties"),
        ("theorie", "n.de", "theorieën"), ("technologie", "n.de", "technologieën"),
        ("bacterie", "n.de", "bacteriën"), ("pc", "n.de", "pc's"), ("karwei", "n.het", "karweien"),
        ("methode", "n.de", "methoden"), ("analyse", "n.de", "analyses"),
        ("leidinggevende", "n.de", "leidinggevenden"), ("betrokkene", "n.de", "betrokkenen"),
        # Latin, Greek, English
        ("criterium", "n.het", "criteria"), ("politicus", "n.de", "politici"),
        ("cursus", "n.de", "cursussen"),
        ("centrum", "n.het", "centra"), ("album", "n.het", "albums"), ("index", "n.de", "indices"),
        ("crisis", "n.de", "crises"), ("notaris", "n.de", "notarissen"), ("team", "n.het", "teams"),
        ("coach", "n.de", "coaches"), ("attest", "n.het", "attesten"), ("meeting", "n.de", "meetings"),
        ("oefening", "n.de", "oefeningen"), ("elektron", "n.het", "elektronen"),
        ("spion", "n.de", "spionnen"),
        # more than one word
        ("manier van werken", "n.de", "manieren van werken"), ("laatste dag", "n.de", "laatste dagen"),
        ("vast bedrag", "n.het", "vaste bedragen"), ("stuk grond", "n.het", "stukken grond"),
        ("behoefte (aan)", "n.de", "behoeften (aan)"), ("curriculum vitae", "n.het", "curricula vitae"),
        # none
        ("onderwijs", "n.het", None), ("afschaffen", "n.het", None), ("bestaan", "n.het", None),
    ],
)  # fmt: skip
def test_plurals(word: str, word_class: str, pl: str | None) -> None:
    assert _row(word, word_class, "sg", "pl") == [word, pl]


@pytest.mark.parametrize(
    ("word", "dim"),
    [
        ("boek", "boekje"), ("tafel", "tafeltje"), ("plan", "plannetje"), ("ster", "sterretje"),
        ("vriendin", "vriendinnetje"), ("station", "stationnetje"), ("telefoon", "telefoontje"),
        ("bom", "bommetje"), ("systeem", "systeempje"), ("film", "filmpje"), ("bodem", "bodempje"),
        ("ring", "ringetje"), ("leerling", "leerlingetje"), ("tekening", "tekeningetje"),
        ("vergoeding", "vergoedinkje"), ("slang", "slangetje"), ("foto", "fotootje"), ("taxi", "taxietje"),
        ("café", "cafeetje"), ("baby", "baby'tje"), ("essay", "essaytje"), ("idee", "ideetje"),
        ("bureau", "bureautje"), ("pc", "pc'tje"), ("vrouw", "vrouwtje"), ("weg", "weggetje"),
        ("schip", "scheepje"), ("jongen", "jongetje"), ("partij", "partijtje"),
    ],
)  # fmt: skip
def test_diminutives(word: str, dim: str) -> None:
    assert _row(word, "n.de", "dim", "dim_pl") == [dim, dim + "s"]


def test_a_noun_in_the_plural_only() -> None:
    assert forms("kosten", "n.pl") == {"pl": "kosten"}


# ---------------------------------------------------------------- adjectives and what does not change


@pytest.mark.parametrize(
    ("word", "infl", "comp", "sup", "part"),
    [
        ("groot", "grote", "groter", "grootst", "groots"),
        ("nat", "natte", "natter", "natst", "nats"),
        ("lief", "lieve", "liever", "liefst", "liefs"),
        ("grof", "grove", "grover", "grofst", "grofs"),
        ("laf", "laffe", "laffer", "lafst", "lafs"),
        ("precies", "precieze", "preciezer", "preciest", "precies"),
        ("chinees", "chinese", "chineser", "chineest", "chinees"),
        ("vals", "valse", "valser", "valst", "vals"),
        ("wijs", "wijze", "wijzer", "wijst", "wijs"),
        ("diffuus", "diffuse", "diffuser", "diffuust", "diffuus"),
        ("onheus", "onheuse", None, None, "onheus"),
        ("duur", "dure", "duurder", "duurst", "duurs"),
        ("zeker", "zekere", "zekerder", "zekerst", "zekers"),
        ("edel", "edele", "edeler", "edelst", "edels"),
        ("snel", "snelle", "sneller", "snelst", "snels"),
        ("nodig", "nodige", "nodiger", "nodigst", "nodigs"),
        ("duidelijk", "duidelijke", "duidelijker", "duidelijkst", "duidelijks"),
        ("reëel", "reële", "reëler", "reëelst", "reëels"),
        ("officieel", "officiële", "officiëler", "officieelst", "officieels"),
        ("actueel", "actuele", "actueler", "actueelst", "actueels"),
        ("naïef", "naïeve", "naïever", "naïefst", "naïefs"),
        ("vrij", "vrije", "vrijer", "vrijst", "vrijs"),
        ("mooi", "mooie", "mooier", "mooist", "moois"),
        ("nieuw", "nieuwe", "nieuwer", "nieuwst", "nieuws"),
        ("rigide", "rigide", "rigider", "rigidest", None),
        ("praktisch", "praktische", "praktischer", None, "praktisch"),
        ("bewust", "bewuste", "bewuster", None, "bewusts"),
        ("eigen", "eigen", None, None, "eigens"),
        ("tevreden", "tevreden", "tevredener", "tevredenst", "tevredens"),
        ("gemeen", "gemene", "gemener", "gemeenst", "gemeens"),
        ("prima", "prima", None, None, None),
        ("gratis", "gratis", None, None, "gratis"),
        ("goed", "goede", "beter", "best", "goeds"),
        ("eerder", "eerdere", None, None, "eerders"),
        ("voldoende", "voldoende", None, None, None),
        ("niet geschikt", "niet geschikte", None, None, "niet geschikts"),
    ],
)
def test_adjectives(word: str, infl: str, comp: str | None, sup: str | None, part: str | None) -> None:
    assert _row(word, "adj", "base", "infl", "comp", "sup", "part") == [word, infl, comp, sup, part]
    assert _row(word, "adj", "comp_infl", "sup_infl") == [comp and comp + "e", sup and sup + "e"]


@pytest.mark.parametrize("word_class", ["adv", "fix"])
def test_what_does_not_change(word_class: str) -> None:
    assert forms("met betrekking tot", word_class) == {"base": "met betrekking tot"}
    assert forms("verschillend (van)", word_class) == {"base": "verschillend (van)"}


# ---------------------------------------------------------------- properties

LETTERS = st.sampled_from([*"abcdefghijklmnoprstuvwz", "ie", "oe", "ij", "ei", "aa", "ee", "oo", "ë", "sch"])
WORDS = st.lists(LETTERS, min_size=1, max_size=8).map("".join)
VERBS = st.builds(
    "".join,
    st.tuples(st.sampled_from(["", "toe|", "in kennis |", "mee|"]), WORDS, st.sampled_from(["ven", "len"])),
)
CLASSES = st.sampled_from(["n.de", "n.het", "n.pl", "adj", "adv", "fix"])


@given(word=WORDS, word_class=CLASSES)
def test_every_slot_of_any_word_is_filled(word: str, word_class: str) -> None:
    found = forms(word, word_class)
    assert found
    assert all(form and form == form.strip() for form in found.values())
    assert found == forms(word, word_class)


@given(verb=VERBS, preposition=st.sampled_from(["", " (aan)"]))
def test_every_slot_of_any_verb_is_filled(verb: str, preposition: str) -> None:
    found = forms(verb + preposition, "v")
    assert set(found) >= {"inf", "te_inf", *MAIN, *(f"sub_{slot}" for slot in MAIN)}
    assert all(form.endswith(preposition) and "|" not in form for form in found.values())
    apart = particle_of(verb)
    assert all((" … " in found[slot]) == bool(apart) for slot in MAIN)
    assert not any(" … " in form for slot, form in found.items() if slot not in MAIN)


@given(verb=st.sampled_from(["nemen", "kennen", "bereiden", "gaan", "zijn", "beginnen", "wandelen"]))
def test_a_particle_is_torn_off_and_put_on_again(verb: str) -> None:
    alone, separable = forms(verb, "v"), forms(f"af|{verb}", "v")
    for slot in MAIN:
        assert separable[slot] == f"{alone[slot]} … af"
        assert separable[f"sub_{slot}"] == f"af{alone[slot]}"


@pytest.mark.parametrize("word_class", ["", "verb", "n", "V", "n.de "])
def test_an_unknown_class_is_refused(word_class: str) -> None:
    with pytest.raises(ValueError, match="word class"):
        forms("plan", word_class)


@pytest.mark.parametrize("word", ["", "toe|", "loop", "en", "laten_zien|", "snel (van)"])
def test_what_is_no_infinitive_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="infinitive"):
        forms(word, "v")
