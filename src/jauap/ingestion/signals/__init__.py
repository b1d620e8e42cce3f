"""What do authors and publishers say to machines about use by AI systems?

One module reads one carrier. Every statement becomes a `Signal`; `rights.py` judges them together.
"""
