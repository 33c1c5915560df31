"""EPUB: chapters in the order of the spine, an outline from the table of contents."""
