"""What may staff ask over HTTP?"""
