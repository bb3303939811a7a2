"""Runs dbt, its packages and its linters; dbt itself is the package that `import dbt` finds."""
