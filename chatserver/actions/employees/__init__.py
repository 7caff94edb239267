"""How do employees come, change and go, and what do their roles and departments allow?"""
