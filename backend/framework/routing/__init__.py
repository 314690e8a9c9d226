"""Operations, and how a request finds its own."""
