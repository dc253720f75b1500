"""Feedback: judged pictures → the next query, and what to show next."""
