"""What the wording and the characters of a code say, as evidence of similarity."""
