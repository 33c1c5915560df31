"""What Wayland gives to programs without a window: its wire, the clipboard, and a keyboard."""
