"""Keys that are heard whatever program has the focus. `select.py` chooses who listens."""
