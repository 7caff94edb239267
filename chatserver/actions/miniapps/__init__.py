"""How does a mini-app come, get reviewed, published and shown, and how do clients open it?"""
