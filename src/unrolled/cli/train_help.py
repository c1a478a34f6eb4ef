"""What ``unrolled train captions --help`` says around its options."""

HELP = (
    "Train a recurrent net that captions pictures.\n\n"
    "It ends with a table of losses, a table of scores (BLEU-1 to 4, captions that are exactly "
    "right, words predicted right, perplexity), three captions to look at, and a saved model."
)

EXAMPLES = "\n\n".join(
    (
        "[bold]Examples[/bold]",
        "Pictures drawn by the package, nothing to download:",
        "[cyan]unrolled train captions[/cyan]",
        "Photographs in a folder of your own; stop with Ctrl-C, go on with the same command:",
        "[cyan]unrolled train captions --data my_data --checkpoint run.h5[/cyan]",
        "An LSTM that stops when its validation captions get no better; photographs, with the "
        "settings that come with the package:",
        "[cyan]unrolled train captions --cell lstm --dropout 0.3 --patience 3[/cyan]",
        "[cyan]unrolled train captions --config flickr8k --data my_data --seed 1[/cyan]",
        "From a model that knows words to one that is trained on its score:",
        "[cyan]unrolled train captions --config flickr8k-score --start words.h5 "
        "--data my_data[/cyan]",
        "Fifty captions learnt by heart:",
        "[cyan]unrolled train captions --data coco --max-train 50 --batch-size 25 --epochs 50 "
        "--hidden 512 --wordvec 256 --learning-rate 5e-3 --lr-decay 0.95[/cyan]",
        "A result for programs:",
        "[cyan]unrolled train captions --json --quiet > result.json[/cyan]",
        "[bold]Exit codes:[/bold] 0 trained; 1 the run failed; 2 the input cannot be used; "
        "130 stopped with Ctrl-C.",
    )
)
