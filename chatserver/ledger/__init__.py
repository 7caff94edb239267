"""How do chat commands become stored, numbered events, in batches?"""
