"""The camera: off until asked for, a few frames in memory, the sharpest near the end of what was said."""
