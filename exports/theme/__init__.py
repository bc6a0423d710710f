"""Theme: how figures, words, colours and type look, once for every format."""
