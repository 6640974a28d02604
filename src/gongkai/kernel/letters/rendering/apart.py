"""Typesetting in a process of its own: whatever a long book needs of memory is given back when it is done.

Run as a file, without Django. Reads one JSON object (`source`, `folders` of fonts, `inputs`, `standard`) and
writes the PDF.
"""

import json
import sys

import typst


def main() -> None:
    job = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=job["folders"])
    compiler = typst.Compiler(
        job["source"].encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs=job["inputs"]
    )
    pdf = compiler.compile(format="pdf", pdf_standards=[job["standard"]], timestamp=0)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
