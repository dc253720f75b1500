"""Answers, explanations and reports as pages of HTML that hold their pictures."""
