"""Grounds, boxes, reasons: pure. 政府信息公开条例 第三十七条: what can be divided is divided, the rest is given."""
