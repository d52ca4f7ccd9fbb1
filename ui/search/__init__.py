"""The search field, its suggestions and facets, and why a paper was found."""
