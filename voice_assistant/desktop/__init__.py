"""The desktop around us: hotkeys, typing, selected text, clipboard. One interface each, one file per platform.

Importing this package loads no display library; the back-ends do, when they are chosen.
"""
