"""A person's public page, if they want one: who they are here, and what of their comments they show.

`showing` is its one writer, `views` are the pages, one's own and everybody's.
"""
