import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.data import class_name, class_names, class_synsets, find_class
from unrolled.data.imagenet_classes import _classes

# The classes that the course shows, and two that the networks see in scikit-image's pictures.
KNOWN = {
    76: "tarantula",
    78: "tick",
    130: "flamingo",
    187: "Yorkshire terrier",
    285: "Egyptian cat",
    366: "gorilla",
    604: "hourglass",
    683: "oboe",
    967: "espresso",
}


def test_known_classes_have_their_numbers():
    for number, name in KNOWN.items():
        assert class_name(number) == class_names()[number] == name
        assert find_class(name) == number


def test_there_are_1000_classes_each_with_a_name_and_an_id_of_its_own():
    assert len(set(class_synsets())) == len(class_synsets()) == 1000
    # Capital letters aside, too: find_class does not see them.
    assert len({name.lower() for name in class_names()}) == len(class_names()) == 1000
    assert all(len(synset) == 9 and synset[0] == "n" for synset in class_synsets())
    assert class_synsets()[76] == "n01774750"  # by WordNet 3.0
    # The ids are in order: the challenge numbered its classes so.
    assert list(class_synsets()) == sorted(class_synsets())


def test_names_that_two_classes_share_are_told_apart():
    names = class_names()
    assert (names[638], names[639]) == ("maillot (tights)", "maillot (tank suit)")
    assert names[264] == "Cardigan (Cardigan Welsh corgi)"
    assert names[134] == "crane (large long-necked wading bird)"
    assert sum("(" in name for name in names) == 6


@settings(deadline=None)
@given(st.integers(0, 999))
def test_every_label_id_and_number_finds_its_class(number):
    label = class_name(number)
    for text in (label, label.upper(), label.replace(" ", "_"), f"  {label} ", f" {number} "):
        assert find_class(text) == number
    assert find_class(class_synsets()[number]) == number
    assert find_class(number) == find_class(np.int64(number)) == number


@settings(deadline=None)
@given(st.integers(0, 999), st.data())
def test_every_name_finds_its_class_unless_others_bear_it(number, data):
    name = data.draw(st.sampled_from(_classes()[number].names))
    bearers = [c for c in _classes() if name.lower() in (other.lower() for other in c.names)]
    first = [c for c in bearers if c.names[0].lower() == name.lower()]
    if len(bearers) == 1:
        assert find_class(name) == number
    elif len(first) == 1:
        assert find_class(name) == first[0].number
    else:
        with pytest.raises(ValueError, match=f" {number} ") as caught:
            find_class(name)
        assert all(f" {c.number} {c.label}" in str(caught.value) for c in bearers)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hautboy", 683),  # another name of the oboe
        ("Gorilla gorilla", 366),  # its Latin name
        ("yorkshire", 187),  # a word of a name
        ("tarant", 76),  # a part of a word
        ("black-and-gold garden_spider", 72),
        ("partridge", 86),  # also another name of the ruffed grouse, but this one's first
        ("harp", 594),  # also another name of the harmonica
        ("ear", 998),  # and no bear
        ("owl", 24),  # the great grey one: neither bowl nor howler monkey
        ("maillot (tank suit)", 639),
        ("+76", 76),
        ("076", 76),
    ],
)
def test_a_class_is_found_by_what_fits_best(text, number):
    assert find_class(text) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("crane", r"'crane' fits 2 classes.*: 134 crane \(large .* bird\), 517 crane \("),
        ("panda", r"fits 2 classes.*: 387 lesser panda, 388 giant panda\. Give a longer name"),
        ("horn", r": 513 cornet \(horn\), 566 French horn\."),
        ("terrier", r"fits 24 classes.*: 153 Maltese dog \(Maltese terrier\), .* and 16 more\."),
    ],
)
def test_what_fits_several_classes_is_an_error_that_lists_them(text, message):
    with pytest.raises(ValueError, match=message) as caught:
        find_class(text)
    assert str(caught.value).count(", ") < 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flammingo", r"'flammingo' is no class of ImageNet\. Did you mean 130 flamingo\?"),
        ("Goldfsh", r"Did you mean 1 goldfish or 11 goldfinch\?"),
        ("hautbois!", r"Did you mean 683 oboe \(hautbois\)"),
        ("qqqqqq", r"'qqqqqq' is no class of ImageNet\. unrolled\.data\.class_names\(\) has"),
        ("", "a name or a number, got an empty text"),
        (" _- ", "a name or a number, got an empty text"),
    ],
)
def test_what_fits_no_class_is_an_error_with_what_comes_close(text, message):
    with pytest.raises(ValueError, match=message):
        find_class(text)


@pytest.mark.parametrize("number", [-1, 1000, "-1", "1000", np.int64(1000)])
def test_a_number_out_of_range_is_an_error(number):
    with pytest.raises(ValueError, match=f"the numbers 0 to 999, got {number}"):
        find_class(number)


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_name_is_asked_for_a_number_in_range(number):
    with pytest.raises(ValueError, match=f"the numbers 0 to 999, got {number}"):
        class_name(number)


@pytest.mark.parametrize("number", [76.0, None, True])
def test_what_is_no_whole_number_is_an_error(number, own_errors):
    for ask in (find_class, class_name):
        with pytest.raises(TypeError, match=f"ImageNet should be a whole number, got {number}"):
            ask(number)
