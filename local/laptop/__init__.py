"""The site on one laptop: MiniStack as its AWS, with the same package that AWS gets (docs/operations.md)."""
