"""How do the experts' pairs meet index, exam and files?"""
