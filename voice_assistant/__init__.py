"""A voice-first assistant for your own computer: dictation, conversation, read-aloud."""

__version__ = "0.1.0"
