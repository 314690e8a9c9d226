"""The designer's vocabulary: word lists in Spanish, Portuguese and English, one noun a module, hardly any code."""
