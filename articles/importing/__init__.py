"""Stories from elsewhere: read into items (one module a format), then taken in by `taking`."""
