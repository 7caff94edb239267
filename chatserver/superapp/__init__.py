"""What may the superapp and its back end ask over HTTP?"""
