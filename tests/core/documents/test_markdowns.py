"""Markdown: marks are gone, what they mean is kept."""

from haven.core.documents import markdowns
from haven.core.documents.markdowns import slices


def test_blocks(told):
    text = """---
title: Cursus
---
# Titel *schuin*

Een [link](http://example.org) en `code` met
zachte regel[^1] en ~~oud~~ ![beeld](x.png).

- punt
  - diep

2. twee

> citaat

| a | b |
|---|---|
| 1 | 2 |

```python
x = "# geen kop"
```

<div>deel <b>van</b> een pagina</div>

Zie [elders][r].<br>Ja.

[^1]: De noot.
[^2]: Nog een.

Literatuur
==========

Peeters, J. (2020). Lezen.

[r]: http://example.org
"""
    assert told(text, "les.md") == [
        ("code", "title: Cursus", 0),
        ("heading", "Titel schuin", 1),
        ("prose", "Een link en code met zachte regel en oud .", 0),
        ("list", "punt", 1),
        ("list", "diep", 2),
        ("list", "twee", 1),
        ("prose", "citaat", 0),
        ("table", "a | b\n1 | 2", 0),
        ("code", 'x = "# geen kop"', 0),
        ("prose", "deel van een pagina", 0),
        ("prose", "Zie elders. Ja.", 0),
        ("heading", "Literatuur", 1),
        ("reference", "Peeters, J. (2020). Lezen.", 0),
        ("note", "De noot.", 0),
        ("note", "Nog een.", 0),
    ]


def test_a_reference_is_found_from_another_slice(told, monkeypatch):
    monkeypatch.setattr(markdowns, "_SLICE", 10)
    text = "Zie [elders][r] nu.\n\nTweede alinea.\n\n[r]: http://example.org\n"
    assert [text for _kind, text, _level in told(text, "les.md")] == ["Zie elders nu.", "Tweede alinea."]


def test_slices_part_no_code_and_no_item(monkeypatch):
    monkeypatch.setattr(markdowns, "_SLICE", 5)
    lines = ["alinea een", "", "```", "code", "", "code", "```", "", "- item", "", "  vervolg", "", "einde"]
    assert list(slices(lines)) == [
        "alinea een\n",
        "```\ncode\n\ncode\n```\n",
        "- item\n\n  vervolg\n",
        "einde",
    ]


def test_marks_in_a_paragraph_without_end_are_left_as_they_are(read):
    assert read("*a* " * 5_000, "les.md").text().count("*") == 10_000
    assert read("[" * 2_000, "les.md").text() == "[" * 2_000
