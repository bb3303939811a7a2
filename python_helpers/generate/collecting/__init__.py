"""How money that is late is asked for, and given up."""
