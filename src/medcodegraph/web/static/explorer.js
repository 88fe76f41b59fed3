// The explorer works without scripts; these make it quicker.
