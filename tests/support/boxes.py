"""Pictures of plain boxes, whose features can be worked out by hand."""

import numpy as np

from unrolled.data import extract_features
from unrolled.data.scenes.features import BLOB_FEATURES, BUMPS, HUES, MOST_BLOBS, NUM_FEATURES

# A row: two blobs (hues, "no hue", shape, size), how many there are, and where the first is.
SHAPE = slice(HUES + 1, BLOB_FEATURES - BUMPS)
SIZE = slice(BLOB_FEATURES - BUMPS, BLOB_FEATURES)
NUMBER = slice(2 * BLOB_FEATURES, 2 * BLOB_FEATURES + MOST_BLOBS)
LEFT, ABOVE, RIGHT, BELOW = range(NUM_FEATURES - 4, NUM_FEATURES)

RED, GREY = (255, 0, 0), (100, 100, 100)


def paint(*boxes, size=64):
    """White paper with rectangles on it: (top, left, height, width, colour) each."""
    picture = np.full((size, size, 3), 255, dtype=np.uint8)
    for top, left, height, width, colour in boxes:
        picture[top : top + height, left : left + width] = colour
    return picture


def features_of(*boxes):
    return extract_features(paint(*boxes)[np.newaxis])[0]
