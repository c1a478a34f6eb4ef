"""Which vocabularies a captioning model can begin with."""

import pytest

from unrolled.models.start import find_special_words


def test_two_words_with_the_same_index_are_named():
    words = {"<NULL>": 0, "<START>": 1, "a": 2, "dog": 2}
    with pytest.raises(ValueError, match="an index of its own; got 2 for both 'a' and 'dog'"):
        find_special_words(words)


def test_indices_may_leave_gaps_as_in_the_course():
    assert find_special_words({"<NULL>": 0, "cat": 2, "dog": 3}) == (0, 0, None)
