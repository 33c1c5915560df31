"""The tools that come along."""
