"""What is done at the chair."""
