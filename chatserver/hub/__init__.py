"""How do sockets reach the ledger, and events reach the sockets?"""
