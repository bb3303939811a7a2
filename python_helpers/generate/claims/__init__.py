"""What insurers are asked, and what they answer and pay."""
