"""IAM for the deployed code: what a request needs, what the policies say, and who was refused what."""
