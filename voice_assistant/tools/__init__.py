"""Tools: what the assistant can do besides talking, who may have it done, and how it comes about."""
