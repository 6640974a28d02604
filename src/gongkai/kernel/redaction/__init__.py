"""Partial disclosure (区分处理, 政府信息公开条例 第三十七条): boxes with a legal ground each, burnt into the pages of a file.

A page is made again as a picture, so that nothing of the original is left under a box; the result is examined by
re-reading its words and pixels, and leaves only when another person approved it.
"""
