"""Opens strangers' files in a process of its own: no settings, no database, bounded time and memory.

Whatever happens to this process, the platform goes on; a file that breaks it is refused. It gets the path of
the upload, the path for a public copy and the extension of the name, and answers with one JSON object.
"""
