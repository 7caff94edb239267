"""How are people told of what concerns them, on a screen, by mail and by push?"""
