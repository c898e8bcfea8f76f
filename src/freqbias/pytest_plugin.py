"""The pytest plugin: claims as tests.  Nothing else of the package is imported until it is used."""
