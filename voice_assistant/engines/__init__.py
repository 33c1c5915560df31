"""Engines: one small file each, chosen by name; see base.py for what each stage must do."""
