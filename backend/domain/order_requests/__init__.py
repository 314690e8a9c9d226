"""Order requests: what buyers ask of a listing's seller."""
