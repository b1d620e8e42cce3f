"""How right are the answers? Suites, runs, scores and gates."""
