"""Stories: what they are made of, who may see them, how they are published. Knows nothing of readers or comments."""
