"""Make the comparison of the four GANs that the book shows; it takes about half an hour.

``python -m unrolled.gan.make_comparison FILE``; with ``-h``, the settings.
"""

import argparse
import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import unrolled._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
from unrolled.data.atomic import write_atomically
from unrolled.data.digits import load_digits
from unrolled.gan.compare import compare_gans
from unrolled.gan.judge import Judge
from unrolled.gan.kinds import GAN_KINDS
from unrolled.gan.networks import wgan_critic
from unrolled.runs.places import check_folder

# The paper's settings for WGAN-GP do not come far in so short a time. These are as quick as the
# other three's: a larger rate, fewer critic steps, no normalisation, and a critic that sees all.
COMPARED_KINDS = GAN_KINDS | {
    "wgan-gp": replace(
        GAN_KINDS["wgan-gp"],
        make_discriminator=partial(wgan_critic, "none", border=1),
        learning_rate=1e-3,
        critic_steps=2,
    )
}
SEEDS, SECONDS, STEPS, BATCH_SIZE = 3, (20, 40, 80), (75, 150, 300), 64
_PICTURES = 1500  # to judge by: as many as can be drawn of the real ones held out


def main() -> None:
    """Compare, and write the records."""
    parser = argparse.ArgumentParser(prog="python -m unrolled.gan.make_comparison")
    parser.add_argument("file", type=Path, help="where to write the records, as JSON")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each kind (%(default)s)")
    parser.add_argument("--seconds", type=float, nargs="+", default=list(SECONDS))
    parser.add_argument("--steps", type=int, nargs="+", default=list(STEPS))
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE)
    given = parser.parse_args()
    check_folder(given.file)
    start = time.perf_counter()

    def tell(record: dict[str, Any]) -> None:
        minutes, frechet = (time.perf_counter() - start) / 60, record["scores"]["Fréchet"]
        what = f"{record['kind']:8} seed {record['seed']} {record['mark']:>6} {record['budget']}"
        print(f"{minutes:5.1f} min  {what}: Fréchet {frechet:.2f}", flush=True)

    digits = load_digits()
    judge = Judge(digits)
    settings = {
        "seeds": list(range(given.seeds)),
        "seconds": given.seconds,
        "steps": given.steps,
        "batch_size": given.batch_size,
        "num_pictures": _PICTURES,
    }
    real = judge.evaluate_real(num_pictures=_PICTURES).as_row()
    records = compare_gans(digits, kinds=COMPARED_KINDS, judge=judge, on_record=tell, **settings)
    result = {**settings, "real": real, "records": records}
    write_atomically(given.file, json.dumps(result, indent=1, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
