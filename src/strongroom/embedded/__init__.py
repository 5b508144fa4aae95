"""The embedded PostgreSQL and the supervision of processes; knows no Django, imports only core."""
