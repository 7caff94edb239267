"""In which words does the staff's door speak? One module an area."""
