"""The chat server: clients on one side, employees on the other, and nothing lost between."""
