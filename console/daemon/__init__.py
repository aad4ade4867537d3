"""What a host asks of a daemon: that it says when it is ready, alive and well, and keeps a log."""
