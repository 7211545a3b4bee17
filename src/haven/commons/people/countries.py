"""Countries and nationalities as exports write them, to ISO 3166-1 alpha-2 and back.

Names in Dutch, English, French and German are CLDR's (Babel); below stands what CLDR does not hold:
official and older names, and what people of a country are called. Kosovo is XK, as in CLDR and the EU.
"""

from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from haven.core.imports.reasons import BadValue, sentence
from haven.core.search.folding import fold

LANGUAGES = ("nl", "en", "fr", "de")

# In CLDR, but no countries: groups, tests, and parts of countries that are not in ISO 3166-1.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)

# Code: names besides CLDR's, folded. Countries that had another name are found under both.
_NAMES = """
AE: uae, vae, emirates, the emirates, emiraten
BA: bosnia, bosnie, bosnia herzegovina, bosnie herzegovina
BN: brunei darussalam
BO: bolivia plurinational state of
BY: wit rusland, belorussia, byelorussia, bielorussie
CD: dr congo, drc, rdc, congo dem rep, congo democratic republic, democratic republic of congo,
    democratic republic of the congo, congo the democratic republic of the, congo democratic republic of the,
    democratische republiek congo, congo dr, congo drc, congo rdc, zaire, kongo kinshasa, dem rep congo,
    republique democratique du congo, belgisch congo
CG: congo republic, republic of the congo, republic of congo, congo rep, republiek congo,
    congo republic of the, republique du congo, kongo brazzaville
CI: ivory coast, cote d ivoire, cote divoire, elfenbeinkuste
CN: pr china, p r china, prc, people s republic of china, peoples republic of china, volksrepubliek china,
    mainland china
CV: cabo verde, kaapverdische eilanden, cape verde islands
CZ: czech republic, tsjechische republiek, republique tcheque, tschechische republik, czech rep, tsjechie
DE: bundesrepublik deutschland, brd, west germany, east germany
DO: dominican rep, dominicaanse rep
EH: sahrawi
FM: micronesia federated states of, federated states of micronesia
FK: falkland islands malvinas, malvinas
GB: uk, u k, great britain, groot brittannie, engeland, england, schotland, scotland, wales, northern ireland,
    noord ierland, united kingdom of great britain and northern ireland, britain, grande bretagne,
    angleterre, grossbritannien, ecosse
GM: the gambia, gambia
GN: guinee conakry, guinea conakry
HK: hong kong, hongkong, hong kong china, china hong kong sar, hong kong sar, hong kong s a r
IE: eire, republic of ireland
IR: iran islamic republic of, islamic republic of iran, iran islamic rep, islamitische republiek iran, persia,
    perzie
KP: north korea, dprk, democratic people s republic of korea, korea democratic people s republic of,
    korea dem people s rep, korea north, noord korea, korea noord, korea dpr,
    korea the democratic people s republic of
KR: south korea, republic of korea, korea republic of, korea rep, korea south, rok, zuid korea, korea zuid,
    republiek korea, coree du sud, korea the republic of, south korea republic of korea
KZ: kazachstan, kazakstan
LA: lao pdr, laos, lao people s democratic republic, lao
LK: ceylon
LY: libyan arab jamahiriya
MD: moldavie, moldavia, moldova republic of
MK: fyrom, macedonia, macedonie, former yugoslav republic of macedonia, north macedonia, fyr macedonia,
    macedonia the former yugoslav republic of, voormalige joegoslavische republiek macedonie, mazedonien,
    republic of macedonia, republic of north macedonia, macedonia fyrom, macedonia fyr
MM: burma, birma, birmanie
MO: macau, macao, macao china
NL: holland, the netherlands, kingdom of the netherlands, pays bas
PS: palestine, palestina, palestijnse gebieden, palestinian territory, palestinian territories,
    occupied palestinian territory, palestinian territory occupied, state of palestine, palestine state of,
    west bank, gaza, west bank and gaza, palestijnse autoriteit
RU: russian federation, russische federatie, federation de russie
SH: saint helena, sint helena
ST: sao tome
SV: salvador
SY: syrian arab republic, syrische arabische republiek
SZ: swaziland
TL: east timor, oost timor, timor oriental
TR: turkey, turkije, turkiye, turquie, turkei
TT: trinidad
TW: taiwan, taiwan province of china, taiwan roc, republic of china, chinese taipei, formosa,
    republic of china taiwan, china taiwan, taiwan china, taiwan r o c
TZ: tanzania united republic of, united republic of tanzania, tanganyika, zanzibar
US: usa, u s a, u s, vs, v s, united states of america, verenigde staten van amerika, america, amerika,
    etats unis d amerique, vereinigte staaten von amerika, the united states, the states, united states usa
VA: vatican, vaticaan, vaticaanstad, holy see, vatican city state, heilige stoel, holy see vatican city state
VE: venezuela bolivarian republic of
VG: british virgin islands, virgin islands british
VI: us virgin islands, virgin islands u s, virgin islands us
VN: viet nam, viet nam socialist republic of
XK: kosovo, kosovo unscr 1244, republic of kosovo, xkx, rks
YE: jemen
ZA: rsa
"""

# Code: what its people are called in Dutch and English (and French or German where exports have it).
_PEOPLE = """
AF: afghaan, afghaans, afghaanse, afghan
AL: albanees, albanese, albanian
AM: armeens, armeense, armenier, armenian
AR: argentijn, argentijns, argentijnse, argentinian, argentine, argentinean
AT: oostenrijker, oostenrijks, oostenrijkse, austrian
AU: australier, australisch, australische, australian
AZ: azerbeidzjaans, azerbeidzjaanse, azerbaijani
BA: bosnisch, bosnische, bosnier, bosnian
BD: bengalees, bengalese, bangladeshi, bengalisch
BE: belg, belgisch, belgische, belgian, belge, belgier
BG: bulgaar, bulgaars, bulgaarse, bulgarian
BI: burundees, burundese, burundian
BR: braziliaan, braziliaans, braziliaanse, brazilian, brasilian
BY: wit russisch, wit russische, belarusian, belarussisch
CA: canadees, canadese, canadian
CD: congolees dr congo, congolese dr congo
CH: zwitser, zwitsers, zwitserse, swiss, suisse, schweizer
CL: chileen, chileens, chileense, chilean
CM: kameroener, kameroens, kameroense, cameroonian
CN: chinees, chinese, chinois
CO: colombiaan, colombiaans, colombiaanse, colombian
CR: costa ricaans, costa ricaanse, costa rican
CU: cubaan, cubaans, cubaanse, cuban
CY: cyprioot, cypriotisch, cypriotische, cypriot
CZ: tsjech, tsjechisch, tsjechische, czech
DE: duitser, duits, duitse, german, deutsch, allemand
DK: deen, deens, deense, danish, dane
DZ: algerijn, algerijns, algerijnse, algerian
EC: ecuadoriaan, ecuadoriaans, ecuadoriaanse, ecuadorian
EE: est, ests, estse, estisch, estonian
EG: egyptenaar, egyptisch, egyptische, egyptian
ER: eritreeer, eritrees, eritrese, eritrean
ES: spanjaard, spaans, spaanse, spanish, spaniard, espagnol
ET: ethiopier, ethiopisch, ethiopische, ethiopian
FI: fin, fins, finse, finnish, finn
FR: fransman, francaise, frans, franse, french, francais
GB: brit, brits, britse, british, engels, engelse, english, schots, schotse, scottish, welsh
GE: georgier, georgisch, georgische, georgian
GH: ghanees, ghanese, ghanaian
GR: griek, grieks, griekse, greek
HR: kroaat, kroatisch, kroatische, croatian, croat
HU: hongaar, hongaars, hongaarse, hungarian
ID: indonesier, indonesisch, indonesische, indonesian
IE: ier, iers, ierse, irish
IL: israeli, israelisch, israelische
IN: indier, indiaas, indiase, indian, indisch
IQ: irakees, iraaks, iraakse, irakese, iraqi
IR: iranier, iraans, iraanse, iranian, perzisch, persian
IS: ijslander, ijslands, ijslandse, icelandic
IT: italiaan, italiaans, italiaanse, italian, italien
JO: jordanier, jordaans, jordaanse, jordanian
JP: japanner, japans, japanse, japanese
KE: keniaan, keniaans, keniaanse, kenyan
KH: cambodjaan, cambodjaans, cambodjaanse, cambodian
KR: zuid koreaan, zuid koreaans, zuid koreaanse, south korean
KP: noord koreaans, noord koreaanse, north korean
KZ: kazach, kazachs, kazachse, kazakh, kazakhstani
LB: libanees, libanese, lebanese
LK: sri lankaan, sri lankaans, sri lankaanse, sri lankan
LT: litouwer, litouws, litouwse, lithuanian
LU: luxemburger, luxemburgs, luxemburgse, luxembourgish
LV: let, lets, letse, letlands, latvian
LY: libisch, libische, libyan
MA: marokkaan, marokkaans, marokkaanse, moroccan, marocain
MD: moldavisch, moldavische, moldovan
ME: montenegrijn, montenegrijns, montenegrijnse, montenegrin
MK: macedonier, macedonisch, macedonische, macedonian, noord macedonisch, noord macedonische,
    north macedonian
MN: mongools, mongoolse, mongolian
MT: maltees, maltese
MX: mexicaan, mexicaans, mexicaanse, mexican
MY: maleisier, maleisisch, maleisische, malaysian
NG: nigeriaan, nigeriaans, nigeriaanse, nigerian
NL: nederlander, nederlands, nederlandse, dutch, hollander, hollands, neerlandais
NO: noor, noors, noorse, norwegian
NP: nepalees, nepalese, nepali
NZ: nieuw zeelander, nieuw zeelands, nieuw zeelandse, new zealander
PE: peruaan, peruaans, peruaanse, peruviaans, peruviaanse, peruvian
PH: filipijn, filipijns, filipijnse, filippijns, filippijnse, filipino, filipina, philippine
PK: pakistaan, pakistaans, pakistaanse, pakistani
PL: pool, pools, poolse, polish, pole
PS: palestijn, palestijns, palestijnse, palestinian
PT: portugees, portugese, portuguese, portugais
RO: roemeen, roemeens, roemeense, romanian
RS: servier, servisch, servische, serbian, serb
RU: rus, russisch, russische, russian
RW: rwandees, rwandese, rwandan
SA: saoedisch, saoedische, saoediarabisch, saudi, saudi arabian
SE: zweed, zweeds, zweedse, swedish, swede
SG: singaporees, singaporese, singaporean
SI: sloveen, sloveens, sloveense, slovenian, slovene
SK: slowaak, slowaaks, slowaakse, slovak
SN: senegalees, senegalese
SO: somalier, somalisch, somalische, somali
SR: surinamer, surinaams, surinaamse, surinamese
SY: syrier, syrisch, syrische, syrian
TH: thai, thais, thaise
TN: tunesier, tunesisch, tunesische, tunisian
TR: turk, turks, turkse, turkish, turc
TW: taiwanees, taiwanese
TZ: tanzaniaan, tanzaniaans, tanzaniaanse, tanzanian
UA: oekrainer, oekraiens, oekraiense, ukrainian
UG: oegandees, oegandese, ugandan
US: amerikaan, amerikaans, amerikaanse, american, americain
UZ: oezbeek, oezbeeks, oezbeekse, uzbek
VE: venezolaan, venezolaans, venezolaanse, venezuelan
VN: vietnamees, vietnamese
XK: kosovaar, kosovaars, kosovaarse, kosovar, kosovan
YE: jemenitisch, jemenitische, yemeni
ZA: zuid afrikaan, zuid afrikaans, zuid afrikaanse, south african
ZM: zambiaans, zambiaanse, zambian
ZW: zimbabwaans, zimbabwaanse, zimbabwean
"""

# Names that more than one country bears, or that no country bears any more: what to write instead.
_UNCLEAR = {
    "congo": "Congo-Kinshasa, Congo-Brazzaville",
    "kongo": "Congo-Kinshasa, Congo-Brazzaville",
    "congolees": "Congo-Kinshasa, Congo-Brazzaville",
    "congolese": "Congo-Kinshasa, Congo-Brazzaville",
    "korea": "South Korea, North Korea",
    "coree": "South Korea, North Korea",
    "koreaan": "South Korea, North Korea",
    "koreaans": "South Korea, North Korea",
    "koreaanse": "South Korea, North Korea",
    "korean": "South Korea, North Korea",
    "virgin islands": "British Virgin Islands, U.S. Virgin Islands",
    "yugoslavia": "Serbia, Croatia, Slovenia, Bosnia, North Macedonia, Montenegro, Kosovo",
    "joegoslavie": "Serbia, Croatia, Slovenia, Bosnia, North Macedonia, Montenegro, Kosovo",
    "czechoslovakia": "Czechia, Slovakia",
    "tsjechoslowakije": "Czechia, Slovakia",
    "serbia and montenegro": "Serbia, Montenegro",
    "servie en montenegro": "Serbia, Montenegro",
    "ussr": "Russia, Ukraine, Georgia",
    "soviet union": "Russia, Ukraine, Georgia",
    "sovjet unie": "Russia, Ukraine, Georgia",
    "netherlands antilles": "Curaçao, Sint Maarten, Bonaire",
    "nederlandse antillen": "Curaçao, Sint Maarten, Bonaire",
}
_STATELESS = frozenset({"staatloos", "staatloze", "stateless", "apatride", "staatenlos"})
# Words that say what form of state a country is, or join others: not which country it is.
_NO_NAMES = frozenset(
    {"the", "of", "and", "en", "et", "und", "y", "de", "het", "van", "la", "le", "les", "l", "du",
     "republic", "republiek", "republique", "republik", "kingdom", "koninkrijk", "royaume", "state",
     "staat", "federal", "federation", "federative", "islamic", "hashemite", "socialist",
     "sultanate", "principality", "grand", "duchy", "commonwealth", "union", "plurinational",
     "bolivarian"}
)  # fmt: skip

# Who may enter, live and work in Belgium as a citizen of the Union does: since when, and until when.
# Sources: the treaties of accession; EEA Joint Committee (decision 158/2007 took over directive 2004/38/EC
# for Iceland, Liechtenstein and Norway); the agreement between the EU and Switzerland on the free movement
# of persons (OJ L 114, 30.4.2002), which gives the Swiss the same; the withdrawal agreement (OJ L 29,
# 31.1.2020), whose transition ended on 31 December 2020.
_FREE_MOVEMENT = (
    ("1994-01-01", None, "AT BE DE DK ES FI FR GR IE IS IT LU NL NO PT SE"),
    ("1994-01-01", "2020-12-31", "GB"),
    ("1995-05-01", None, "LI"),
    ("2002-06-01", None, "CH"),
    ("2004-05-01", None, "CY CZ EE HU LT LV MT PL SI SK"),
    ("2007-01-01", None, "BG RO"),
    ("2013-07-01", None, "HR"),
)


@lru_cache(maxsize=1000)
def is_eea(code: str, on: date | None = None) -> bool:
    """Whether nationals of this country live here by free movement: the EU's 27, IS, LI and NO; and CH.

    Switzerland is outside the EEA, but its nationals register as those of the EEA do. `on` is a day in
    the past; without it the present list counts.
    """
    return any(
        code == member
        for since, until, members in _FREE_MOVEMENT
        if _holds(since, until, on)
        for member in members.split()
    )


def _holds(since: str, until: str | None, on: date | None) -> bool:
    if on is None:
        return until is None
    return since <= on.isoformat() and (until is None or on.isoformat() <= until)


def country_name(code: str, language: str) -> str:
    """The country's name in this language; the code itself where there is no such country."""
    return _names(language).get(code, code)


def all_countries(language: str) -> list[tuple[str, str]]:
    """Code and name of every country, by name: the choices of a form."""
    return sorted(_names(language).items(), key=lambda item: fold(item[1]))


@lru_cache(maxsize=20_000)
def country_of(cell: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country or nationality in any usual spelling. Raises BadValue."""
    name = fold(cell)
    if code := _by_name().get(name):
        return code
    if name in _STATELESS:
        raise BadValue(_("For somebody without a nationality, leave this cell empty."), "stateless")
    core = _core(name)
    if core in _UNCLEAR:
        reason = _("This name is not clear. Write one of these: {countries}.")
        raise BadValue(sentence(reason, countries=_UNCLEAR[core]), "country_unclear")
    if code := _by_core().get(core):
        return code
    reason = _("We do not know this country. Write its name in English or Dutch, or its code of two letters.")
    raise BadValue(reason, "country")


def _core(name: str) -> str:
    """The folded name without what all countries may have: "st kitts the republic of" -> "saint kitts"."""
    words = (_SAINTS.get(word, word) for word in name.split() if word not in _NO_NAMES)
    return " ".join(words)


_SAINTS = dict.fromkeys(("st", "ste", "sint", "sankt", "sainte"), "saint")


@cache
def _names(language: str) -> dict[str, str]:
    names = Locale(language).territories.items()
    return {
        code: name for code, name in names if code not in _NO_COUNTRIES and len(code) == 2 and code.isalpha()
    }


@cache
def _by_name() -> dict[str, str]:
    """Folded name -> code: a country goes before what people are called."""
    return _people() | _country_names()


def _people() -> dict[str, str]:
    return {name: code for code, name in _listed(_PEOPLE)}


@cache
def _country_names() -> dict[str, str]:
    countries = _names("en")
    aliases = get_global("territory_aliases").items()
    found = {fold(code): to[0] for code, to in aliases if len(code) == 3 and code.isalpha() and len(to) == 1}
    for language in reversed(LANGUAGES):
        found |= {fold(name): code for code, name in _names(language).items()}
    found |= {fold(code): code for code in countries}
    found |= {name: code for code, name in _listed(_NAMES)}
    return {name: code for name, code in found.items() if code in countries}


@cache
def _by_core() -> dict[str, str]:
    """Country names without forms of state -> code, where that leaves one country."""
    codes: dict[str, set[str]] = {}
    for name, code in _country_names().items():
        codes.setdefault(_core(name), set()).add(code)
    return {core: found.pop() for core, found in codes.items() if core and len(found) == 1}


def _listed(table: str) -> list[tuple[str, str]]:
    """Code and name for every name of a table "CODE: name, name"; a line that begins blank goes on."""
    pairs: list[tuple[str, str]] = []
    code = ""
    for line in table.strip().splitlines():
        head, colon, rest = line.partition(": ")
        code = head if colon else code
        pairs += [(code, name.strip()) for name in (rest or line).split(",") if name.strip()]
    return pairs
