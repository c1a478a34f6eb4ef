import math

import numpy as np
import pytest

from support import gans
from support.layers import normal
from unrolled.layers import (
    discriminator_loss,
    generator_loss,
    ls_discriminator_loss,
    ls_generator_loss,
    saturating_generator_loss,
    softplus,
    wgan_critic_loss,
    wgan_generator_loss,
)

OF_TWO = {
    discriminator_loss: gans.check_discriminator_values,
    ls_discriminator_loss: gans.check_ls_discriminator_values,
    wgan_critic_loss: gans.check_critic_values,
}
OF_ONE = {
    generator_loss: gans.check_generator_values,
    saturating_generator_loss: gans.check_saturating_values,
    ls_generator_loss: gans.check_ls_generator_values,
    wgan_generator_loss: gans.check_critic_generator_values,
}
EVERY_LOSS = pytest.mark.parametrize("loss", [*OF_TWO, *OF_ONE], ids=lambda loss: loss.__name__)


def scores_for(loss, *shapes, dtype=np.float64):
    return normal(0, *(shapes if loss in OF_TWO else shapes[:1]), dtype=dtype)


@EVERY_LOSS
def test_values_are_those_of_fifty_digits(loss):
    (OF_TWO | OF_ONE)[loss](lambda *scores: loss(*scores)[0])


@EVERY_LOSS
def test_gradients_are_those_measured(loss):
    check = gans.check_two_gradients if loss in OF_TWO else gans.check_one_gradient
    check(loss)


@EVERY_LOSS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shapes", [((128, 1), (96, 1)), ((7,), (9,)), ((1, 1), (3,))])
def test_dtype_and_shapes_are_kept_and_inputs_too(loss, dtype, shapes):
    scores = scores_for(loss, *shapes, dtype=dtype)
    before = [array.copy() for array in scores]
    value, *gradients = loss(*scores)
    assert isinstance(value, float)
    assert [g.shape for g in gradients] == [array.shape for array in scores]
    assert {g.dtype for g in gradients} == {np.dtype(dtype)}
    for array, original in zip(scores, before, strict=True):
        np.testing.assert_array_equal(array, original)
    wide, *_ = loss(*(array.astype(np.float64) for array in scores))
    np.testing.assert_allclose(value, wide, rtol=1e-6, atol=1e-7)


@EVERY_LOSS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_are_safe(loss, dtype):
    # Warnings are errors here, so an overflow on the way would fail the test.
    huge = np.array([[-1000.0], [1000.0]], dtype=dtype)
    value, *gradients = loss(*([huge, huge] if loss in OF_TWO else [huge]))
    assert np.isfinite(value)
    assert all(np.isfinite(gradient).all() for gradient in gradients)


def test_zero_logits_cost_a_coin_toss_each():
    zeros = np.zeros((4, 1))
    assert discriminator_loss(zeros, zeros[:3])[0] == pytest.approx(2 * math.log(2), rel=1e-15)
    assert generator_loss(zeros)[0] == pytest.approx(math.log(2), rel=1e-15)
    assert saturating_generator_loss(zeros)[0] == pytest.approx(-math.log(2), rel=1e-15)


def test_a_sure_discriminator_leaves_one_loss_without_a_gradient():
    found_out = np.full((4, 1), -30.0)
    _, steep = generator_loss(found_out)
    _, flat = saturating_generator_loss(found_out)
    np.testing.assert_allclose(steep, np.full((4, 1), -1 / 4), rtol=1e-12)
    np.testing.assert_allclose(flat, np.full((4, 1), -math.exp(-30) / 4), rtol=1e-12)


def test_small_gradients_keep_their_digits():
    # The difference of a sigmoid and 1 would be 0 from a logit of about 37 on.
    sure = np.array([50.0, 300.0])
    (_, dreal, dfake), (_, dpassing) = discriminator_loss(sure, -sure), generator_loss(sure)
    wanted = np.exp(-sure) / 2
    for gradient in (-dreal, dfake, -dpassing):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-13)


def test_softplus_of_what_is_special():
    x = np.array([-np.inf, -1000.0, 0.0, 1000.0, np.inf, np.nan])
    np.testing.assert_array_equal(softplus(x), [0, 0, np.log(2), 1000, np.inf, np.nan])
    assert softplus(np.array(0.0, dtype=np.float32)).dtype == np.float32


@EVERY_LOSS
@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named(loss):
    name = loss.__name__
    others = [np.zeros((3, 1))] if loss in OF_TWO else []
    for shape in [(2, 2), (), (2, 1, 1), (2, 0)]:
        with pytest.raises(ValueError, match=rf"{name}: \w+ should have shape .* one score a pict"):
            loss(*others, np.zeros(shape))
    with pytest.raises(ValueError, match=rf"{name}: \w+_fake should hold at least one score"):
        loss(*others, np.zeros((0, 1)))
    with pytest.raises(TypeError, match=rf"{name}: \w+_fake should hold floats"):
        loss(*others, np.zeros((2, 1), dtype=int))
    with pytest.raises(TypeError, match=rf"{name}: \w+_fake should be a NumPy array"):
        loss(*others, [0.0])
