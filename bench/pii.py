#!/usr/bin/env python3
"""Personal data: precision, recall and F1 of `onggi pii scan` against rows with known spans.

usage: bench/pii.py korean|presidio|speed|clean|peers ... [--write]
"""
