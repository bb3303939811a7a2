"""`python -m python_helpers` is the same as the console script `dental-collections`."""

from python_helpers.cli import main

if __name__ == "__main__":
    main()
