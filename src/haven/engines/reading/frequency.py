"""How common words are: wordfreq's Dutch and English lists (CC BY-SA 4.0), as Zipf values."""

from functools import cache

import wordfreq

UNKNOWN = 0.0  # Zipf of what no list has
_TOP = 9.0  # the list's n-th step is n hundredths of a power of ten below 1; Zipf counts per 10⁹ words


@cache
def zipfs(language: str = "nl") -> dict[str, float]:
    """Lower-case word to the common logarithm of its frequency per 10⁹ words (about 1 rare, 7 common)."""
    return {
        word: _TOP - step / 100
        for step, words in enumerate(wordfreq.get_frequency_list(language, "best"))
        for word in words
    }


def zipf(word: str, language: str = "nl") -> float:
    return zipfs(language).get(word.lower(), UNKNOWN)


def zipf_of_phrase(phrase: str, language: str = "nl") -> float:
    """Of several words together, as wordfreq reckons it: never above the rarest of them."""
    return float(wordfreq.zipf_frequency(phrase, language, wordlist="best"))
