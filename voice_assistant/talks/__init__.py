"""Talks that outlive the program: kept on disk turn by turn, taken up again, and summarised when they get long."""
