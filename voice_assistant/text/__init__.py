"""Text on its way between ear and mouth. Pure: no clock, no engine, no file."""
