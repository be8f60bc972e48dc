"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """argon2id at OWASP's smaller setting (19 MiB, 2 passes): about 35 CPU ms a sign-in, not 1,500.

    On the last evening sign-ins come in thousands on two cores (docs/decisions).
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
