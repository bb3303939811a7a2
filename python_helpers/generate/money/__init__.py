"""What patients owe and pay."""
