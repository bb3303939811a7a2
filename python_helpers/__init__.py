"""Python side of the dental collections warehouse: moving data, language and statistics."""
