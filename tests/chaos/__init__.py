"""What is lost or doubled when something is killed, paused or locked under load? Nothing."""
