"""The addresses of the conversation: pages that are read, forms that take words, buttons beside a comment."""
