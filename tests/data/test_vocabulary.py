import json

import pytest

from support.messages import assert_says
from unrolled.data import DataError, load_coco_data

VOCABULARY = "coco2014_vocab.json"


def vocabulary(**changes):
    words = ["<NULL>", "<START>", "a"]
    content = {"idx_to_word": words, "word_to_idx": {w: i for i, w in enumerate(words)}} | changes
    return json.dumps({key: value for key, value in content.items() if value is not None})


VOCABULARY_FAULTS = {
    "no JSON": ('{"idx_to_word": ["a"', "", "JSON", "Expecting ',' delimiter"),
    "no text": (b"\xff\xfe\xfa", "", "JSON", "'utf-8' codec"),
    "a list": ("[1, 2]", "", "a JSON object", "[1, 2]"),
    "no idx_to_word": (
        vocabulary(idx_to_word=None),
        "idx_to_word",
        "an entry of that name",
        "the entries 'word_to_idx'",
    ),
    "no word_to_idx": (
        vocabulary(word_to_idx=None),
        "word_to_idx",
        "an entry of that name",
        "the entries 'idx_to_word'",
    ),
    "empty": (vocabulary(idx_to_word=[]), "idx_to_word", "a list with at least one word", "[]"),
    "another kind": (
        vocabulary(word_to_idx=["a"]),
        "word_to_idx",
        "a dict with at least one word",
        "['a']",
    ),
    "other index": (
        vocabulary(word_to_idx={"<NULL>": 0, "<START>": 2, "a": 1}),
        "word_to_idx['<START>']",
        "1, as idx_to_word[1] is '<START>'",
        "2",
    ),
    "word missing": (
        vocabulary(word_to_idx={"<NULL>": 0, "<START>": 1}),
        "word_to_idx['a']",
        "2, as idx_to_word[2] is 'a'",
        "None",
    ),
    "word twice": (
        vocabulary(idx_to_word=["<NULL>", "a", "a"], word_to_idx={"<NULL>": 0, "a": 2}),
        "word_to_idx['a']",
        "1, as idx_to_word[1] is 'a'",
        "2",
    ),
    "word too many": (
        vocabulary(word_to_idx={"<NULL>": 0, "<START>": 1, "a": 2, "b": 3}),
        "word_to_idx",
        "the 3 words of idx_to_word",
        "4 words, among them 'b'",
    ),
    "no word": (
        vocabulary(idx_to_word=["<NULL>", 7]),
        "word_to_idx[7]",
        "1, as idx_to_word[1] is 7",
        "7 as a word",
    ),
    "no null": (
        vocabulary(idx_to_word=["a"], word_to_idx={"a": 0}),
        "word_to_idx",
        "the word '<NULL>'",
        "no such word",
    ),
}


@pytest.mark.parametrize("fault", VOCABULARY_FAULTS)
def test_a_wrong_vocabulary_is_an_error_that_says_what_and_where(coco, fault):
    content, key, expected, found = VOCABULARY_FAULTS[fault]
    path = coco.folder / VOCABULARY
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(path), key=key, expected=expected, found=found)


@pytest.mark.parametrize("lines", [0, 4, 6])
def test_a_wrong_number_of_urls_is_an_error(coco, lines):
    path = coco.folder / "train2014_urls.txt"
    path.write_text("x\n" * lines)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(
        error,
        file=str(path),
        key="urls",
        expected="one line for each of the 5 pictures",
        found=f"{lines} lines",
    )


def test_urls_that_are_no_text_are_an_error(coco):
    path = coco.folder / "train2014_urls.txt"
    path.write_bytes(b"\xff\n" * 5)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(path), key="urls", expected="text in UTF-8", found="'utf-8' codec")
