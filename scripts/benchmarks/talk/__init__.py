"""The rows of `scripts/bench conversation`, a file for each kind."""
