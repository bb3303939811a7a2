"""The night's run: load, build, Python marts, build what reads them, test, in one go."""
