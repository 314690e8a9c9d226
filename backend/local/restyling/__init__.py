"""Photographs restyled without a model: a treatment, chosen by the words of the prompt, is applied to the pixels."""
