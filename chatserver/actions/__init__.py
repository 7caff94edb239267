"""Which verbs change everything that is not a chat?"""
