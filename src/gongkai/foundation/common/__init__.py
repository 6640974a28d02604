"""Small shared vocabulary without tables: reasons, actors, time, digests, text. Nothing here knows the law or the database."""
