import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow
from support.layers import check_embedding_gradients, linspace, normal
from unrolled.layers import relative_error, word_embedding_backward, word_embedding_forward


def test_the_course_example():
    words = np.array([[0, 3, 1, 2], [2, 1, 0, 3]])
    out, _ = word_embedding_forward(words, linspace(0, 1, 5, 3))
    # linspace counts through the table row by row: entry (v, d) is (3 v + d) / 14.
    expected = (3 * words[:, :, np.newaxis] + np.arange(3)) / 14
    assert relative_error(out, expected) < 1e-8


def test_gradients_of_the_course():
    check_embedding_gradients(word_embedding_forward, word_embedding_backward)


def test_a_word_that_occurs_often_sums_its_gradients():
    words, (W,) = np.array([[1, 1, 1], [0, 1, 1]]), normal(0, (3, 2))
    _, cache = word_embedding_forward(words, W)
    dW = word_embedding_backward(np.ones((2, 3, 2)), cache)
    np.testing.assert_array_equal(dW, [[1.0, 1.0], [5.0, 5.0], [0.0, 0.0]])


@settings(max_examples=25, deadline=None)
@given(V=st.integers(1, 40), D=st.integers(1, 20), seed=st.integers(0, 2**32 - 1))
def test_single_precision_sums_as_add_at_does(V, D, seed):
    words = np.random.default_rng(seed).integers(V, size=(20, 10))
    dout, W = normal(seed, (20, 10, D), (V, D), dtype=np.float32)
    _, cache = word_embedding_forward(words, W)
    dW = word_embedding_backward(dout, cache)
    assert dW.dtype == np.float32
    expected = slow.word_embedding_backward(dout, cache)
    np.testing.assert_allclose(dW, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.int64, np.uint64])
def test_words_may_be_integers_of_any_width(dtype):
    words, (W,) = np.array([[0, 2], [1, 1]], dtype=dtype), normal(0, (3, 2))
    out, cache = word_embedding_forward(words, W)
    np.testing.assert_array_equal(out, W[[[0, 2], [1, 1]]])
    assert word_embedding_backward(out, cache).shape == (3, 2)


def test_a_vocabulary_of_one_word():
    out, cache = word_embedding_forward(np.zeros((2, 3), dtype=int), np.array([[4.0, 5.0]]))
    np.testing.assert_array_equal(out, np.tile([4.0, 5.0], (2, 3, 1)))
    np.testing.assert_array_equal(word_embedding_backward(out, cache), [[24.0, 30.0]])


@pytest.mark.parametrize("word", [5, -1])
def test_a_word_outside_the_vocabulary_is_named(word):
    words = np.array([[0, 4], [1, word]])
    message = rf"^word_embedding_forward: x .* V = 5, got {word} at x\[1, 1\]\.$"
    with pytest.raises(IndexError, match=message):
        word_embedding_forward(words, np.zeros((5, 3)))


@pytest.mark.usefixtures("own_errors")
def test_words_are_integers():
    with pytest.raises(TypeError, match="x should hold integers, got float64"):
        word_embedding_forward(np.zeros((2, 3)), np.zeros((5, 3)))
