"""What is said when a tool is wanted: whole utterances only, so that talk about a thing never does it."""
