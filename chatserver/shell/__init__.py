"""What can be asked of the server on the command line, topic by topic?"""
