"""Several engines for one stage: when one fails, the next goes on, at once and in the middle of what it was doing."""
