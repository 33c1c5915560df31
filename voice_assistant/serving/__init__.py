"""Our engines for other programs."""
