"""What the assistant is told to remember: small dated facts, found again by their words and their meaning."""
