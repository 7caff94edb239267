"""How do tables of objects and clients come in: all of their lines, or none?"""
