"""How do superapps and other systems come in, and what do they take away?"""
