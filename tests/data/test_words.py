import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unrolled.data import decode_caption, decode_captions, encode_caption

WORDS = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "red", "disc"]
INDEX = {word: i for i, word in enumerate(WORDS)}
STORED = [1, 4, 5, 6, 2, 0, 0]
SAMPLED = [4, 5, 6, 2, 6, 6, 0]


def test_one_caption_gives_a_text_that_stops_at_end():
    assert decode_captions(np.array(SAMPLED), WORDS) == "a red disc <END>"


def test_many_captions_give_a_list_of_texts():
    decoded = decode_captions(np.array([STORED, SAMPLED]), WORDS)
    assert decoded == ["<START> a red disc <END>", "a red disc <END>"]


def test_without_markers_stored_and_sampled_captions_are_equal():
    assert decode_captions(STORED, WORDS, markers=False) == "a red disc"
    assert decode_captions(SAMPLED, WORDS, markers=False) == "a red disc"


def test_null_is_dropped_wherever_it_stands():
    assert decode_caption([0, 4, 0, 6], WORDS) == "a disc"


def test_a_caption_without_end_is_read_to_its_end():
    assert decode_caption([4, 5], WORDS) == "a red"


def test_a_batch_of_one_is_a_list():
    assert decode_captions(np.array([[4]]), WORDS) == ["a"]


def test_no_captions_give_an_empty_list():
    assert decode_captions(np.zeros((0, 5), dtype=int), WORDS) == []


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.int64])
def test_every_width_of_integer_is_read(dtype):
    assert decode_caption(np.array([4, 6], dtype=dtype), WORDS) == "a disc"


@pytest.mark.parametrize("index", [-1, 7])
def test_an_index_outside_the_vocabulary_is_an_error(index):
    with pytest.raises(ValueError, match=f"word index {index} is outside the vocabulary of 7"):
        decode_captions([4, index], WORDS)


@pytest.mark.parametrize(
    ("captions", "said"),
    [
        (np.zeros((1, 2, 3), dtype=int), r"\(1, 2, 3\)"),
        (np.array(4), r"\(\)"),
        (np.array([4.0]), "float64"),
    ],
)
def test_what_is_no_caption_is_an_error(captions, said):
    with pytest.raises(ValueError, match=said):
        decode_captions(captions, WORDS)


def test_a_text_becomes_indices_padded_to_the_length():
    encoded = encode_caption("a red disc", INDEX, 7)
    assert encoded.dtype == np.int32
    assert encoded.tolist() == STORED
    assert encode_caption(["a", "red", "disc"], INDEX, 5).tolist() == STORED[:5]


def test_an_unknown_word_becomes_unk():
    assert encode_caption("a lion", INDEX, 4).tolist() == [1, 4, 3, 2]


def test_an_unknown_word_without_unk_is_an_error():
    without = {word: i for word, i in INDEX.items() if word != "<UNK>"}
    with pytest.raises(ValueError, match="neither 'lion' nor '<UNK>'"):
        encode_caption("a lion", without, 4)


def test_a_text_that_does_not_fit_is_an_error():
    with pytest.raises(ValueError, match=r"3 words .* need 5 places; length is 4"):
        encode_caption("a red disc", INDEX, 4)


@given(st.lists(st.sampled_from(WORDS[3:]), max_size=10), st.integers(0, 5))
def test_decoding_undoes_encoding(words, room):
    encoded = encode_caption(words, INDEX, len(words) + 2 + room)
    assert decode_caption(encoded, WORDS, markers=False) == " ".join(words)


@pytest.mark.parametrize("missing", ["<NULL>", "<START>", "<END>"])
def test_a_vocabulary_without_the_marks_of_a_caption_is_refused(missing):
    words = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "cat": 4}
    del words[missing]
    with pytest.raises(ValueError, match=f"the vocabulary needs '{missing}'"):
        encode_caption("cat", words, 6)
