"""How does one node hint to the others that the truth has changed?"""
