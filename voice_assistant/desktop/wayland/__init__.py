"""What Wayland gives to programs without a window: its wire, the clipboard, a keyboard, and which window is in front."""
