"""The conversation under a story: who may speak, what is held, how it is shown."""
