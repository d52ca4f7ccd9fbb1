"""Which sightings are one paper, and the fields it gets from them. Pure functions of a set of sightings."""
