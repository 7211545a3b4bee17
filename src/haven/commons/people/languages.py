"""Languages as exports write them, to ISO 639 (two letters where there are two, else three) and back.

Names in Dutch, English, French and German are CLDR's (Babel); below stands what CLDR does not hold.
"""

from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from haven.core.imports.reasons import BadValue
from haven.core.search.folding import fold

LANGUAGES = ("nl", "en", "fr", "de")

# Code: names besides CLDR's, folded; a variety goes to the language it is a variety of.
_NAMES = """
ar: modern standard arabic, standaard arabisch
ber: berber, berbers, amazigh, tamazight
bn: bangla, bengali, bengaals
ckb: sorani
el: nieuwgrieks, modern greek, hellenic
en: engels uk, engels us, british english, american english, brits engels, amerikaans engels, amerikaans
es: castiliaans, castilian, castellano, spaans latijns amerika
fa: farsi, perzisch, persian, parsi, iraans, iranian
ary: darija
fil: filipino, pilipino
fr: frans belgie, belgian french
he: ivriet, modern hebrew, hebreeuws
ko: zuid koreaans
ku: kurmanji
ml: malayalam
mk: macedonisch, macedonian
ms: bahasa melayu, maleis
ne: nepalees, nepalese
nl: vlaams, flemish, flamand, flamisch, hollands, nederlands belgie, belgian dutch
pa: punjabi, panjabi, pendzjabi
prs: dari
ps: pashto, pashtu, pasjtoe, pushto
pt: braziliaans, brazilian portuguese, braziliaans portugees, brazilian
ro: moldavisch, moldovan, moldavian
sh: servo kroatisch, serbo croatian
si: singalees, sinhala, sinhalese, singhalees
sq: albanees, albanian, kosovaars
sw: kiswahili, swahili
tw: twi
vi: viet
yue: kantonees, cantonese
zgh: standard moroccan tamazight
zh: chinees, chinese, mandarin, mandarijn, mandarijns, mandarin chinese, putonghua, standaardmandarijn,
    vereenvoudigd chinees, simplified chinese, traditional chinese, traditioneel chinees, chinese mandarin
"""

_NO_LANGUAGES = frozenset({"mul", "und", "zxx"})
# In use, but not in CLDR: a family's name, where exports do not tell its members apart.
_MORE = {"ber": {"nl": "Berbers", "en": "Berber", "fr": "berbère", "de": "Berberisch"}}


def language_name(code: str, ui_language: str) -> str:
    """The language's name in the reader's language; the code itself where there is no such language."""
    return _names(ui_language).get(code, code)


def all_languages(ui_language: str) -> list[tuple[str, str]]:
    """Code and name of every language, by name: the choices of a form."""
    return sorted(_names(ui_language).items(), key=lambda item: fold(item[1]))


@lru_cache(maxsize=20_000)
def language_of(cell: str) -> str:
    """The ISO 639 code of a language in any usual spelling. Raises BadValue."""
    if code := _by_name().get(fold(cell)):
        return code
    reason = _("We do not know this language. Write one language, in English or Dutch.")
    raise BadValue(reason, "language")


@cache
def _names(ui_language: str) -> dict[str, str]:
    names = Locale(ui_language).languages
    known = {code: name for code, name in names.items() if code.isalpha() and code not in _NO_LANGUAGES}
    return known | {"prs": names["fa_AF"]} | {code: name[ui_language] for code, name in _MORE.items()}


@cache
def _by_name() -> dict[str, str]:
    """Folded name -> code: what is listed here goes before CLDR's names, and those before codes."""
    known = _names("en")
    aliases = get_global("language_aliases").items()
    found = {fold(code): target for code, target in aliases if len(code) == 3 and target in known}
    found |= {fold(code): code for code in known}
    for language in reversed(LANGUAGES):
        # Of two languages with one name the one with the shorter code is meant.
        names = sorted(_names(language).items(), key=lambda item: -len(item[0]))
        found |= {fold(name): code for code, name in names}
    return found | _listed()


def _listed() -> dict[str, str]:
    """Name -> code of a table "code: name, name"; a line that begins blank goes on."""
    names: dict[str, str] = {}
    code = ""
    for line in _NAMES.strip().splitlines():
        head, colon, rest = line.partition(": ")
        code = head if colon else code
        names |= dict.fromkeys((name.strip() for name in (rest or line).split(",") if name.strip()), code)
    return names
