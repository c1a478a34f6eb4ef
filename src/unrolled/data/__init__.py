"""Captions, features and pictures, and how they are fetched."""

from unrolled.data.captions import (
    CaptionData,
    load_coco_data,
    sample_coco_minibatch,
)
from unrolled.data.download import cache_folder
from unrolled.data.errors import (
    ArchiveError,
    DataError,
    DownloadError,
    ImageError,
    MissingDataError,
    OfflineError,
)
from unrolled.data.words import decode_caption, decode_captions, encode_caption

__all__ = [
    "ArchiveError",
    "CaptionData",
    "DataError",
    "DownloadError",
    "ImageError",
    "MissingDataError",
    "OfflineError",
    "cache_folder",
    "decode_caption",
    "decode_captions",
    "encode_caption",
    "load_coco_data",
    "sample_coco_minibatch",
]
