"""IBus, the input method of most Linux desktops: a program may be the input method for a moment and commit a text."""
