"""The known defects of real databases."""
