"""Landing a text where the person wants it, and nowhere else. `landing.py` decides, one file per platform does it."""
