"""Web pages: what a reader sees of them."""

import pytest


def test_blocks(told):
    page = """<!DOCTYPE html><html><head><title>Weg</title><style>p{}</style></head><body>
    <h1>Titel &eacute;&eacute;n</h1><p>Een <b>vette</b> zin<br>en meer.<br><br>Nieuw.
    <ul><li>een<li>twee<ul><li>diep</ul>vervolg</ul><blockquote>citaat</blockquote>
    <pre>x = 1\n  y</pre><figure><img alt="weg"><figcaption>Een school</figcaption></figure>
    <dl><dt>term<dd>uitleg</dl><p>1 < 2 &amp; 3</body></html>"""
    assert told(page) == [
        ("heading", "Titel één", 1),
        ("prose", "Een vette zin en meer.", 0),
        ("prose", "Nieuw.", 0),
        ("list", "een", 1),
        ("list", "twee", 1),
        ("list", "diep", 2),
        ("list", "vervolg", 1),
        ("prose", "citaat", 0),
        ("code", "x = 1\n  y", 0),
        ("caption", "Een school", 0),
        ("list", "term", 1),
        ("list", "uitleg", 1),
        ("prose", "1 < 2 & 3", 0),
    ]


def test_tables(told):
    page = """<html><table><caption>Punten</caption><tr><th>Naam<th>Punten<tr><td>An<td>12</table>
    <table role="presentation"><tr><td>links<td>rechts</table>
    <table><tr><td><h2>Kop</h2><p>Tekst.<td>naast</table>"""
    assert told(page) == [
        ("caption", "Punten", 0),
        ("table", "Naam | Punten\nAn | 12", 0),
        ("prose", "links", 0),
        ("prose", "rechts", 0),
        ("heading", "Kop", 2),
        ("prose", "Tekst.", 0),
        ("prose", "naast", 0),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>if (a < b) { '<p>x</p>' }</script>",
        "<SCRIPT>x</SCRIPT >",
        "<style>p > b {}</style>",
        "<nav><ul><li>menu</ul></nav>",
        "<div role='navigation'>menu</div>",
        "<div hidden>weg <div>ook</div> weg</div>",
        "<p hidden>weg",
        "<p style='color: red; display : none'>weg",
        "<span style='mso-list:Ignore'>·</span>",
        "<span aria-hidden='true'>weg</span>",
        "<noscript>weg</noscript><template>weg</template><svg><text>weg</text></svg>",
        "<!-- weg <p>weg</p> -->",
        "<![if !supportLists]><?php weg ?>",
        "<footer>weg</footer><button>weg</button><del>weg</del>",
    ],
)
def test_what_no_reader_sees(told, hidden):
    assert told(f"<html><p>voor</p>{hidden}<p>na</p>") == [("prose", "voor", 0), ("prose", "na", 0)]


def test_notes(told):
    page = "<html><section role='doc-endnotes'><p>Noot.</p></section><p>Tekst.</p>"
    assert told(page) == [("prose", "Tekst.", 0), ("note", "Noot.", 0)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<html>caf\xe9".encode(), "café"),
        ("<html>caf\xe9".encode("cp1252"), "café"),
        ("<html>caf\xe9".encode("utf-16"), "café"),
        ("<html>caf\xe9".encode("utf-8-sig"), "café"),
        ('<html><meta charset="iso-8859-1">caf\xe9 \x80'.encode("latin-1"), "café €"),
        ('<html><meta charset="iso-8859-2">Kučerová'.encode("iso-8859-2"), "Kučerová"),
        ('<?xml version="1.0" encoding="windows-1250"?><html>Kučerová'.encode("cp1250"), "Kučerová"),
        ('<html><meta charset="utf-8">caf\xe9'.encode("cp1252"), "café"),
        ('<html><meta charset="utf-7">caf\xe9'.encode("cp1252"), "café"),
        ('<html><meta charset="unheard-of">caf\xe9'.encode(), "café"),
    ],
)
def test_encodings(read, content, text):
    assert read(content).text() == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<html><p title='it's'>een", "een"),
        ('<html><a href="x>een</a> twee', "een twee"),
        ("<html>een<", "een<"),
        ("<html>een <3 <- twee", "een <3 <- twee"),
        ("<html>een</ twee", "een</ twee"),
        ("<html></table></ul></p></div>een", "een"),
        ("<html>een<!-- niet gesloten", "een"),
        ("<html>een<script>niet gesloten", "een"),
        ("<html>&#xd800;&#0;&#99999999999999999999;een&nbsp;&nbsp;twee&shy;de", "\ufffd\ufffdeen tweede"),
        ("<html><h1>een<p>twee", "een\n\ntwee"),
    ],
)
def test_broken_pages(read, page, text):
    assert read(page).text() == text


def test_tables_within_tables_without_end(read):
    assert read("<html>" + "<table><tr><td>x" * 500).text().count("x") == 500


def test_a_page_by_its_name_alone(told):
    assert told("<p>Een stuk van een <i>pagina</i>.", "deel.html") == [
        ("prose", "Een stuk van een pagina.", 0)
    ]
