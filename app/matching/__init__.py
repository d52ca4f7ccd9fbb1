"""Which sightings are one paper, and what its fields are. Pure functions of a set of sightings."""
