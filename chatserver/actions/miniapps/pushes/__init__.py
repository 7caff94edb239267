"""How does a mini-app push something to its clients? (requirements 11, 109, 110)"""
