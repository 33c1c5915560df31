"""Text as key presses into whatever program has the keyboard."""
