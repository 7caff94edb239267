"""How does every frame of chat.v1 look on the socket?"""
