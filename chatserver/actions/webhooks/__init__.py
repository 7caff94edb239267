"""An organisation's endpoints, and what they are told."""
