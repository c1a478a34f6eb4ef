"""What every long run needs: whole files, Ctrl-C between two steps, and words when it fails."""
