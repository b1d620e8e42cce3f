"""How do people judge answers and teach an assistant?"""
