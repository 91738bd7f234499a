"""Gates that every page of the site passes: it is walked once, by everybody, in both languages."""
