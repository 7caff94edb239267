"""How does a client come, change, and get erased, and what is read of them?"""
