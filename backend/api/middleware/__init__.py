"""Each middleware maps a handler to a handler; `lambda_function.py` lists their order."""
