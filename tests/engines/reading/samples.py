# ruff: noqa: E501 - texts are read as they stand
"""Texts of clear levels, written for these tests, and strings of any kind for the properties."""

from hypothesis import strategies as st

PLAIN = (
    "Ik heet Tom. Ik woon in Gent. Ik ben twintig jaar. Ik heb een zus en een broer. Mijn zus heet An. "
    "Zij is tien jaar. Wij wonen in een klein huis. Mijn moeder werkt in een winkel. Mijn vader werkt niet. "
    "Hij kookt elke dag voor ons. In de zomer gaan wij naar zee. Dat is leuk. Ik hou van zwemmen."
)
EVERYDAY = (
    "Volgende maand begint het nieuwe jaar aan de universiteit. Alle studenten krijgen dan een mail met "
    "informatie over hun lessen. In die mail staat ook waar je je kaart kunt ophalen. Je hebt die kaart nodig "
    "als je boeken wilt lenen of in het restaurant wilt eten. Heb je na een week nog geen mail gekregen? Dan "
    "kun je het best even langsgaan bij de dienst die je inschrijving heeft geregeld. Breng zeker je paspoort "
    "mee, want zonder paspoort kunnen ze je daar niet helpen."
)
OFFICIAL = (
    "Een student kan de inschrijving wijzigen tot 15 oktober. Wie dat later wil doen, moet eerst toestemming "
    "vragen aan de faculteit, omdat de examens dan al zijn gepland. De aanvraag gebeurt met een formulier dat "
    "op de website van de universiteit staat, en je krijgt meestal binnen twee weken een antwoord. Als de "
    "aanvraag wordt geweigerd, kun je in beroep gaan bij een commissie die uit drie personen bestaat."
)
ACADEMIC = (
    "De voorliggende studie beoogt een systematische analyse van de wijze waarop institutionele factoren de "
    "academische integratie van internationale studenten beïnvloeden. Voortbouwend op recente theoretische "
    "inzichten wordt geargumenteerd dat de traditionele conceptualisering van integratie onvoldoende rekening "
    "houdt met de wederkerigheid van het proces. De kwantitatieve resultaten, die op basis van een "
    "representatieve steekproef werden verkregen, bevestigen de veronderstelde samenhang tussen "
    "taalvaardigheid en studiesucces slechts gedeeltelijk."
)
ENGLISH = (
    "The students of the university made a big garden behind the building last year. They are very proud of "
    "it. There will be another party next year, because everybody liked it so much. You can come too if you "
    "want to. It will be in the garden, and there will be music."
)
GERMAN = (
    "Die Studierenden der Universität haben im letzten Jahr einen großen Garten hinter dem Gebäude angelegt, "
    "und sie sind sehr stolz darauf. Es wird auch im nächsten Jahr wieder ein Fest geben, weil alle das so "
    "schön fanden. Wir hoffen, dass ihr dann auch kommen könnt, denn es wird bestimmt lustig."
)
FRENCH = (
    "Les étudiants de l'université ont fait un grand jardin derrière le bâtiment l'année dernière, et ils en "
    "sont très fiers. Il y aura une autre fête l'année prochaine, parce que tout le monde a trouvé cela très "
    "beau. Nous espérons que vous pourrez venir avec nous dans le jardin."
)
ARABIC = "قام طلاب الجامعة العام الماضي بإنشاء حديقة كبيرة خلف المبنى وهم فخورون بها جدا. " * 5
CODE = """def total(path):
    for line in open(path):
        if line.startswith("#"):
            continue
        found[line.strip()] = int(line[0]) + 1
    return {"a": [1, 2], "b": (3, 4)}
class Reader(Base):
    def __init__(self, x=None): self.x = x or []
    def get(self): return self.x[0] if self.x else None
for (int i = 0; i < n; i++) { total += a[i] * b[i]; }
"""
SHOPPING = "\n".join(
    f"- {word}"
    for word in (
        "brood melk kaas appels peren bananen suiker koffie thee water boter eieren rijst pasta tomaten sla "
        "uien wortels aardappelen vis kip vlees zout peper olie azijn soep koekjes chocolade ijs noten honing "
        "jam yoghurt room bonen erwten mais paprika komkommer druiven"
    ).split()
)
TABLE = "Naam\tVak\tPunten\n" + "An\twiskunde\t12\nTom\tNederlands\t15\nEva\tgeschiedenis\t9\n" * 10

_PIECES = st.sampled_from(
    [
        *"De student kan de aanvraag wijzigen .".split(), "analyse", "toonde", "aan", "toe", "te", "kennen",
        "geïnteresseerd", "gei\u0308nteresseerd", "univer\u00adsi\u00adteit", "zo'n", "A4'tje", "d.w.z.",
        "bv.", "J.", "'s", "Morgens", "enz.", "(3 punten)", "Vraag 1", "a)", "1.", "3.000,50", "…", "......",
        "https://example.org/a?b=c", "naam@ugent.be", "“", "”", '"', "'", ";", ":", ",", "?!", "\t", "\n", "\r\n",
        "\n\n", "\r", "\0", "\x1b", "\x1c", "\u2028", "\ufeff", "\u200b", "\u202e", "😀", "👩‍👩‍👧", "🇧🇪", "مرحبا",
        "大学", "e\u0301\u0302\u0303", "\u0301", "x" * 400, "rechtsbijstandsverzekering" * 5, "| a | b |", "{x;}",
    ]
)  # fmt: skip
# What a file may hold: pieces of Dutch, of other scripts and of nothing at all, and any characters.
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(_PIECES, max_size=40).map(" ".join),
    st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=40).map("".join),
)
