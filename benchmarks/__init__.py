"""How fast is the server, and what does a message cost? `make bench` runs it."""
