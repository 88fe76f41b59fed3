"""What a typed word may mean: its forms, its spellings, and the words of the field for it."""
