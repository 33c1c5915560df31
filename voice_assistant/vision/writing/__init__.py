"""The writing in pictures: read on this computer, and asked about without a model."""
