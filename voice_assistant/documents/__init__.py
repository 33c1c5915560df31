"""Any file, page or text as a document that is read piece by piece."""
