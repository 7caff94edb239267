"""How does a file come in: at once or in pieces, and what is it looked at for?"""
