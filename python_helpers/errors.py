"""The one exception that users are meant to read."""


class UserError(Exception):
    """Something that the user can put right.

    The message is one line that names the place and the fix. It must never carry
    credentials or patient data. The command line prints it and exits with code 2.
    """
