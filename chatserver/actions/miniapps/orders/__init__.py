"""How do clients pay in mini-apps, and how does money go back? (requirement 13)"""
