"""Eyes: pictures from cameras, the screen, files and the clipboard, and the writing in them."""
