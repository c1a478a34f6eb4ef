"""Ways between noises: where they begin, end and lead, and when each is right."""

import numpy as np
import pytest

from unrolled.gan.latent import interpolate, lerp, slerp

RNG = np.random.default_rng(2)
ONE, OTHER = RNG.normal(size=96), RNG.normal(size=96)


@pytest.mark.parametrize("path", ["straight", "arc"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_way_begins_and_ends_where_it_should(path, dtype) -> None:
    start, end = ONE.astype(dtype), OTHER.astype(dtype)
    way = interpolate(start, end, 5, path)
    assert way.shape == (5, 96)
    assert way.dtype == dtype
    np.testing.assert_allclose(way[[0, -1]], [start, end], atol=1e-6)


def test_a_straight_line_has_equal_steps_and_stays_in_the_cube() -> None:
    start, end = RNG.uniform(-1, 1, size=(2, 96))
    way = interpolate(start, end, 9)
    np.testing.assert_allclose(np.diff(way, axis=0), np.tile((end - start) / 8, (8, 1)), atol=1e-12)
    assert np.abs(way).max() <= 1


def test_an_arc_on_the_circle_has_equal_angles() -> None:
    way = interpolate(np.array([2.0, 0.0]), np.array([0.0, 2.0]), 4, "arc")
    angles = np.deg2rad([0, 30, 60, 90])
    np.testing.assert_allclose(way, 2 * np.stack([np.cos(angles), np.sin(angles)], 1), atol=1e-12)


def test_normal_noise_keeps_its_length_on_an_arc_and_loses_it_on_a_line() -> None:
    usual = np.sqrt(96)
    assert np.linalg.norm(slerp(ONE, OTHER, 0.5)) / usual == pytest.approx(1, abs=0.15)
    # Two independent directions are nearly at right angles: the middle has 1/sqrt(2) the length.
    assert np.linalg.norm(lerp(ONE, OTHER, 0.5)) / usual == pytest.approx(0.71, abs=0.15)


def test_next_to_each_other_arc_and_line_agree() -> None:
    near = ONE * (1 + 1e-7)
    np.testing.assert_allclose(slerp(ONE, near, 0.3), lerp(ONE, near, 0.3), rtol=1e-12)
    np.testing.assert_array_equal(slerp(ONE, ONE, 0.3), lerp(ONE, ONE, 0.3))


def test_the_given_noises_stay_as_they_were() -> None:
    start, end = ONE.copy(), OTHER.copy()
    interpolate(start, end, 3, "arc")
    assert np.array_equal(start, ONE)
    assert np.array_equal(end, OTHER)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: interpolate(ONE, OTHER, 1), "count should be a whole number of at least 2; got 1"),
        (lambda: interpolate(ONE, OTHER[:3], 4), r"got \(96,\) and \(3,\)"),
        (lambda: interpolate(ONE[None], OTHER[None], 4), r"shape \(Z,\); got \(1, 96\)"),
        (lambda: interpolate(ONE, OTHER, 4, "curve"), '"straight" or "arc"; got \'curve\''),
        (lambda: slerp(ONE, 0 * ONE, 0.5), "no direction"),
        (lambda: slerp(ONE, -2 * ONE, 0.5), "opposite noises"),
    ],
)
def test_mistakes_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
