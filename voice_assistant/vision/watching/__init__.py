"""Watching for something in the background: until it is there, or the time is over."""
