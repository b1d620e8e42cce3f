"""How do a ministry's documents become chunks in the index?"""
