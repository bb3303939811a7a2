"""What is written down of contacts: notes, tasks, messages, with what they mean."""
