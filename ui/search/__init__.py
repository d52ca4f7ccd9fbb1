"""The search field, its suggestions and facets, and the explanation of a result."""
