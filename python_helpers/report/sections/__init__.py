"""The sections of the page, each a module: what it reads, what it draws, what it says."""
