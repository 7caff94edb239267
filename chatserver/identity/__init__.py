"""Who is calling, and how do we know?"""
