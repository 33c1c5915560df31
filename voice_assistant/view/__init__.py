"""The terminal view of a talk: what there is to see (`talk.py`), how it is drawn, and the keys."""
