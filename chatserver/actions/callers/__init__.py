"""Who is at the door, what may they see, and how do they read?"""
