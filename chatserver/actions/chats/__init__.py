"""How are chats listed, set up, handed out and taken along? (The ledger alone writes them.)"""
