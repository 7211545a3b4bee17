"""The forms of Dutch words, so that a plainer word can be put in the same form as a difficult one."""

from haven.engines.reading.inflection.adjectives import adjective_forms
from haven.engines.reading.inflection.notation import split_preposition
from haven.engines.reading.inflection.nouns import noun_forms
from haven.engines.reading.inflection.phrases import particle_of, verb_forms

__all__ = ["forms", "particle_of"]


def forms(word: str, word_class: str) -> dict[str, str]:
    """All forms of a word in the notation of the list of plainer words, by slot.

    `word_class` is v, n.de, n.het, n.pl, adj, adv or fix. The slots are the same for every word of a class;
    one that a word has not is left out. A separable verb in a main clause has " … " where the rest of the
    sentence comes: "kent … toe". A preposition in brackets stays at the end: "leidt (tot)". Raises
    ValueError for another class, and for a verb that does not end as an infinitive does.
    """
    if word_class == "v":
        return verb_forms(word)
    plain, preposition = split_preposition(word)
    return {slot: form + preposition for slot, form in _forms(plain, word_class).items()}


def _forms(word: str, word_class: str) -> dict[str, str]:
    match word_class:
        case "n.de" | "n.het":
            return noun_forms(word, neuter=word_class == "n.het")
        case "n.pl":
            return {"pl": word}
        case "adj":
            return adjective_forms(word)
        case "adv" | "fix":
            return {"base": word}
    raise ValueError(f"There is no word class “{word_class}”: write v, n.de, n.het, n.pl, adj, adv or fix.")
