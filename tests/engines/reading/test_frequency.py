import pytest
import wordfreq
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading.frequency import zipf, zipf_of_phrase, zipfs

COMMON = ["de", "brief", "aanvraag", "gemeente", "kot", "onmiddellijk", "désalniettemin", "café", "reçu"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_lists_are_wordfreqs(language: str) -> None:
    theirs = wordfreq.get_frequency_list(language, "best")
    expected = {word: 9 - step / 100 for step, words in enumerate(theirs) for word in words}
    assert zipfs(language) == expected


def test_capitals_do_not_count_and_unknown_words_have_none() -> None:
    assert zipf("Brief") == zipf("brief") > 4
    assert zipf("qwrtzxv") == 0


@given(st.lists(st.sampled_from([*COMMON, "qwrtzxv"]), min_size=1, max_size=4))
def test_a_phrase_counts_as_wordfreq_counts_it(words: list[str]) -> None:
    phrase = " ".join(words)
    assert zipf_of_phrase(phrase) == pytest.approx(wordfreq.zipf_frequency(phrase, "nl"), abs=0.011)


@pytest.mark.parametrize("phrase", ["e-mail", "foto's", "covid-19", "'s avonds", ""])
def test_what_is_more_than_plain_words_is_left_to_wordfreq(phrase: str) -> None:
    assert zipf_of_phrase(phrase) == pytest.approx(wordfreq.zipf_frequency(phrase, "nl"), abs=0.011)
