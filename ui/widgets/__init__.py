"""Small widgets that know nothing of papers, and rules for all widgets."""
