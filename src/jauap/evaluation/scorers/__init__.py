"""Scorers: each looks at one attempt and says one number, or that it cannot."""
