"""How do tables come and go beside the server's own work: read and written in other processes?"""
