"""How do objects come, move and go, one by one or in tables together with their clients?"""
