"""The query language: parsing, evaluation, formatting and explanation."""
