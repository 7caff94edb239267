"""The verbs of mini-apps: register, set up, build, review, publish."""
