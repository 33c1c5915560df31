"""What the recogniser heard, as the person would have written it. Pure: text in, text and keystrokes out."""
