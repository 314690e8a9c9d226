"""Pictures that KIE makes, as tasks."""
