"""bench/answers: the answers of a running server against gold files."""
