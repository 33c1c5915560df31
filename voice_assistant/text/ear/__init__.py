"""Text for the ear: what was written for the eye, in the words that people say. Tables and patterns, no state."""
