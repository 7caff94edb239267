"""What can be attached to a message, and how do files come in and go out?"""
