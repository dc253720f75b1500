"""Online: what is sought → candidates → scores → re-ranking → one page of the answer."""
