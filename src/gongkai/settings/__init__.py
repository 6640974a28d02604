"""Django settings: `base` for every installation, `testing` for the tests."""
