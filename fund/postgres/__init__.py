"""Django's PostgreSQL backend, which tells the database who acts (fund/tenancy.py)."""
