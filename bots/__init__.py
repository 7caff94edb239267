"""What does the tag bot say, and whom does it choose?

Nothing here may await, read the clock or import a library.
If you need one of these, you are writing an action.
"""
