"""Takes jobs from the queue; one step of a job for each message."""
