"""How is everything kept in the database, and asked back?"""
