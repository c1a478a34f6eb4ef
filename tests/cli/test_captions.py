"""What ``unrolled train captions`` does between reading its options and printing."""

SMALL = ["train", "captions", "--hidden", 16, "--wordvec", 8, "--batch-size", 3]


def test_few_training_captions_bound_no_validation(run, folder, monkeypatch):
    seen = []

    def train(solver):
        seen.append(solver.settings.val_batch)

    monkeypatch.setattr("unrolled.training.CaptioningSolver.train", train)
    run(*SMALL, "--max-train", 2, "--data", folder)
    assert seen == [6]
