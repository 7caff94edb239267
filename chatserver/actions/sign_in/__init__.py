"""How does an employee log in, stay in, and leave?"""
