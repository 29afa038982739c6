"""Comments from elsewhere: each format is read into what was said (one module a format), then taken in by `taking`."""
