"""What readers ask for that is theirs alone, and the pages made of what all of them read."""
