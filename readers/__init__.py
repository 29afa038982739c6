"""People: their accounts and all that is personal to them."""
