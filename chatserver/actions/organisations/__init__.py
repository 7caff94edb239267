"""How do organisations come, get set up, close, and go for good?"""
