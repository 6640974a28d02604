"""Regions, organs, divisions, people, posts, substitutes and roles; who may see what."""
