"""bench/answers: compares the answers of a running server with gold files."""
