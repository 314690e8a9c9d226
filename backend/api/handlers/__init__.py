"""One module per noun; each handler receives parsed input, calls one service and returns a model."""
