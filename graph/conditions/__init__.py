"""What several sources together say of conditions: codes that fill in, a hierarchy that codes contradict."""
