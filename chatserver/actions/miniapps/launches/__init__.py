"""The verbs of a client's way into a mini-app: see, agree, open, and what its page may ask."""
