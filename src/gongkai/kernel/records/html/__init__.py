"""Rich text of records: cleaned on the way in, read as text for checks and search. No database, no files.

`clean` is the only door for HTML. What officials paste from Word or WPS keeps tables, numbers and indents.
"""

from gongkai.kernel.records.html.cleaning import clean, lost_images
from gongkai.kernel.records.html.docx import UnreadableDocument, from_docx
from gongkai.kernel.records.html.images import extract_data_images
from gongkai.kernel.records.html.text import image_texts, link_addresses, paragraphs, text_of

__all__ = [
    "UnreadableDocument",
    "clean",
    "extract_data_images",
    "from_docx",
    "image_texts",
    "link_addresses",
    "lost_images",
    "paragraphs",
    "text_of",
]
