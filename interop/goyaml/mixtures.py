#!/usr/bin/env python3
"""Texts for the judge, the same every time: two odd pieces in one template, and odd pieces anywhere in whole configs.

mixtures.py COUNT    prints one JSON string a line
"""
import json
import pathlib
import random
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = (HERE / "main.go").read_text()


def strings(name):
    body = re.search(r"var " + name + r" = \[\]string\{(.*?)\n\}", SOURCE, re.S).group(1)
    found = []
    for each in re.findall(r'"(?:[^"\\]|\\.)*"', body):
        found.append(json.loads(re.sub(r"\\U([0-9a-fA-F]{8})", lambda m: chr(int(m.group(1), 16)), re.sub(r"\\x([0-9a-f]{2})", r"\\u00\1", each))))
    return found


PIECES, TEMPLATES = strings("pieces"), strings("templates")
CONFIGS = [path.read_text() for path in sorted((HERE.parent.parent / "src/test/resources/collector-corpus").glob("*/*.yaml"))]
MORE = ["\t\n", " \n", "\n\n", "  ", "\n ", "\n  ", "&x ", "*x", "<<: ", "|\n", ">-\n", "|2\n", "'", "\"", "\\", "#", " #", ": ", "- ", "? ", "{", "}", "[", "]", ",", "!!str ", "!t ", "%", "@", "`", "\u00a0", "\ufeff", "\u2028", "\u0085", "\u0007", "\u007f", "é", "😀", "=", "~", "null", "0x1", "0o7", "1_0", "yes", "---", "...",
        "\n---\n", "\n...\n", "\r", "\r\n", "a: b", "\\x", "\\u00e9", "${env:X}", "::"]
r = random.Random(20261130)
seen = set()
while len(seen) < int(sys.argv[1]):
    if r.random() < 0.5:
        text = r.choice(TEMPLATES)
        if text.count("§") == 1 and r.random() < 0.8:
            text = text + r.choice(TEMPLATES)
        while "§" in text:
            text = text.replace("§", r.choice(PIECES), 1)
    else:
        text = r.choice(CONFIGS)
        for _ in range(r.choice([1, 1, 1, 2, 3])):
            at = r.randrange(len(text) + 1)
            kind = r.random()
            if kind < 0.6:
                text = text[:at] + r.choice(MORE) + text[at:]
            elif kind < 0.8:
                text = text[:at] + text[at + r.choice([1, 1, 2, 5]):]
            else:
                text = text[:at] + text[at:].replace(" ", r.choice(["\t", "", "  ", "\n"]), 1)
    if text not in seen:
        seen.add(text)
        print(json.dumps(text))
