"""How sure are the numbers? Intervals, comparisons, sequences and thresholds."""
