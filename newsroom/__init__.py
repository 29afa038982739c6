"""The project package: what articles, comments and readers all need. It imports none of them."""
