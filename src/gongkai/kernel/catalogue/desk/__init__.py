"""Forms of the desk that write the catalogue: duties, columns, sites, the negative list."""
