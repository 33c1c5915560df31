"""What the X11 back-ends share, over python-xlib. Nothing here is imported before an X11 back-end is chosen."""
