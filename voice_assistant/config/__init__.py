"""The config file: what may stand in it (schema.py) and how it is read (load.py)."""
