"""The servers that ours is compared with, each in a separate process."""
