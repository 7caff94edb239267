"""Which real servers do the tests run against, and how are they started and stopped?"""
