"""What stands between the web server and the application: no slow client holds up anybody else."""
