"""The register of government information and the one gate to the public."""
