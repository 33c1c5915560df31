"""Reading a document aloud: sentence by sentence, steered at any time, or into a file."""
