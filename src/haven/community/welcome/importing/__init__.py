"""A registrar's or HR's export becomes people with pathways."""
