"""How do staff without a terminal see and change cases, pairs and verdicts? In a spreadsheet."""
