"""The ways a poster can be laid out, one module each; every module offers `draw(sheet)`."""
