"""Views of a picture: what is to be seen in it must be seen from near and far, and a bit turned."""

import math

import tensorflow as tf

_NEAR, _FAR = (1.0, 1.2), (0.35, 0.8)  # at 1 the whole picture just fills the view
_SHIFT = 0.04  # of the picture's side, each way
_TURN = math.radians(10)  # each way


def random_views(picture: tf.Tensor, count: int, side: int, seed: tf.Tensor) -> tf.Tensor:
    """
    Look at a picture at random: shifted, turned, the first time from near, then from further off.

    Parameters
    ----------
    picture : tensor (1, size, size, 3)
        The picture, 0..1.
    count : int
        How many views.
    side : int
        Height and width of each.
    seed : tensor (2,)
        Two whole numbers; the same give the same views.

    Returns
    -------
    tf.Tensor (count, side, side, 3)
        The views. From far off, the picture is surrounded by middle grey.
    """
    size = picture.shape[1]
    random = tf.random.stateless_uniform((4, count), seed)
    low = tf.constant([_NEAR[0]] + [_FAR[0]] * (count - 1))
    high = tf.constant([_NEAR[1]] + [_FAR[1]] * (count - 1))
    step = size / side / (low * (high / low) ** random[0])  # pixels of the picture a pixel
    turn = (2 * random[1] - 1) * _TURN
    cosine, sine = step * tf.cos(turn), step * tf.sin(turn)
    right, down = (size / 2 + (2 * random[axis] - 1) * _SHIFT * size for axis in (2, 3))
    middle, zero = side / 2, tf.zeros(count)
    rows = (
        *(cosine, -sine, right - (cosine - sine) * middle),
        *(sine, cosine, down - (sine + cosine) * middle),
        *(zero, zero),
    )
    shifted = tf.repeat(picture, count, axis=0) - 0.5  # what lies outside is filled with 0
    views = tf.raw_ops.ImageProjectiveTransformV3(
        images=shifted,
        transforms=tf.stack(rows, axis=1),
        output_shape=[side, side],
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
        fill_value=0.0,
    )
    return views + 0.5
