"""The domain: models, pipeline, repositories and clients. There is no HTTP in here."""
