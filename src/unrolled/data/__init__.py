"""Captions, features and pictures, and how they are fetched."""

from unrolled.data.archives import unpack
from unrolled.data.captions import (
    CaptionData,
    load_coco_data,
    sample_coco_minibatch,
)
from unrolled.data.coco_folder import fetch_coco
from unrolled.data.download import cache_folder, fetch
from unrolled.data.errors import (
    ArchiveError,
    DataError,
    DiskFullError,
    DownloadError,
    ImageError,
    MissingDataError,
    OfflineError,
    UnsafeFileError,
)
from unrolled.data.images import image_from_url, read_image
from unrolled.data.scenes import extract_features, load_scenes
from unrolled.data.torch_file import read_torch_file
from unrolled.data.words import decode_caption, decode_captions, encode_caption

__all__ = [
    "ArchiveError",
    "CaptionData",
    "DataError",
    "DiskFullError",
    "DownloadError",
    "ImageError",
    "MissingDataError",
    "OfflineError",
    "UnsafeFileError",
    "cache_folder",
    "decode_caption",
    "decode_captions",
    "encode_caption",
    "extract_features",
    "fetch",
    "fetch_coco",
    "image_from_url",
    "load_coco_data",
    "load_scenes",
    "read_image",
    "read_torch_file",
    "sample_coco_minibatch",
    "unpack",
]
