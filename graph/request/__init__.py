"""From a selection tree to one statement, and from its record to the answer."""
