#!/usr/bin/env python3
"""Makes data/embedder/static-ko.bin: Korean morpheme vectors for the built-in embedder.

    python3 -m venv v && v/bin/pip install -r scripts/make_embedder.requirements.txt
    v/bin/python scripts/make_embedder.py [--model FOLDER] [--out data/embedder]

Source: `cong.mdl` (a neural n-gram model) and `sj.morph` (its vocabulary) of the PyPI package kiwipiepy-model, Apache-2.0. The layout of
both was read from the files: see read_vocabulary() and read_vectors(). The layout of the result and
the reason for each step stand in data/embedder/README.md.
"""

import argparse
import hashlib
import pathlib
import struct
import unicodedata

import numpy

DIMENSIONS = 192
SMOOTHING = 1e-4  # the "a" of a / (a + p), Arora et al. 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings"
ZIPF_SHIFT = 2.7  # Zipf-Mandelbrot: p ~ 1 / (rank + 2.7); ids are frequency ranks (counts on Korean sentences fall as the ids grow)
FIRST_WORD = 61  # ids below stand for whole tags ("any NNG"), not for words
LENGTH_POWER = 0.5  # rare words have vectors twice as long as common ones: take the square root of that
WHITENING = 0.5  # divides component i by (variance i) ** 0.5: the first ones carry grammar, not meaning

# Kiwi's tag numbers, in its order. 128 is added for irregular conjugation.
TAGS = (
    "UN NNG NNP NNB VV VA MAG NR NP VX MM MAJ IC XPN XSN XSV XSA XSM XR VCP VCN SF SP SS SSO SSC SE SO SW SB SL SH SN W_URL W_EMAIL "
    "W_MENTION W_HASHTAG W_SERIAL W_EMOJI JKS JKC JKG JKO JKB JKV JKQ JX JC EP EF EC ETN ETM Z_CODA Z_SIOT"
).split()
# Words that carry meaning, numbered as in static-ko.bin (src/model/static_table.h has the same list). Particles, endings and symbols are
# left out: measured, a sentence is closer to its paraphrase without them.
KEPT = "NNG NNP NNB NR NP VV VA VX VCP VCN MM MAG MAJ IC XPN XSN XSV XSA XSM XR".split()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values


def read_vocabulary(path):
    """[(form, tag, part of a pair, row, dialect)] by id. sj.morph: "KIWI", u32 forms, each {u32 units, UTF-16LE, u32 n, n x u32 ids};
    u32 morphemes, each {u32 form, u8 tag, u8 conditions, u8 sense, u8 socket, i32 combined, f32 score, u32 n, n x u32 chunks,
    u32 n, n x 2 bytes of places, u32 row of the model, u32 group, u32 dialect}."""
    reader = Reader(path.read_bytes())
    if reader.take("4s") != (b"KIWI",):
        raise SystemExit(f"{path} is not a Kiwi vocabulary")
    forms = []
    for _ in range(reader.take("I")[0]):
        (units,) = reader.take("I")
        text = reader.take(f"{2 * units}s")[0].decode("utf-16-le", "surrogatepass")
        reader.take(f"{reader.take('I')[0]}I")
        # Kiwi keeps the final consonant of a syllable apart; NFC joins them again.
        forms.append(unicodedata.normalize("NFC", text))
    words = []
    for _ in range(reader.take("I")[0]):
        form, tag, _, _, socket, _, _ = reader.take("I4Bif")
        reader.take(f"{reader.take('I')[0]}I")
        reader.take(f"{2 * reader.take('I')[0]}B")
        row, _, dialect = reader.take("3I")
        name = TAGS[tag & 127] if (tag & 127) < len(TAGS) else "UN"
        words.append((forms[form], name, socket, row, dialect))
    if reader.at != len(reader.data):
        raise SystemExit(f"{path}: {len(reader.data) - reader.at} bytes left: another version of the format?")
    return words


def read_vectors(path):
    """cong.mdl: u64 vocabulary, u64 contexts, u16 dim, u16 flags, u8 key, window, qbit, qgroup, u64 nodes, u64 offsets of nodes, keys,
    values, embeddings. There: a record of (dim/2 + 2 + dim/qgroup) + 6 bytes for each context, then one without the 6 for each morpheme:
    nibbles (low first), one float16 scale g, a byte a group: zero = (byte >> 6) + 6, scale = (byte & 63) + 9;
    value = (nibble - zero) * scale / 9 * g / 8."""
    data = path.read_bytes()
    rows, contexts, dim, _ = struct.unpack_from("<QQHH", data, 0)
    _, _, bits, group = struct.unpack_from("<4B", data, 20)
    start = struct.unpack_from("<5Q", data, 24)[4]
    if bits != 4 or dim % group:
        raise SystemExit(f"{path}: {bits} bits in groups of {group}: another version of the format?")
    size = dim // 2 + 2 + dim // group
    record = numpy.frombuffer(data, numpy.uint8, rows * size, start + contexts * (size + 6)).reshape(rows, size)
    nibbles = numpy.empty((rows, dim), numpy.float64)
    nibbles[:, 0::2] = record[:, : dim // 2] & 15
    nibbles[:, 1::2] = record[:, : dim // 2] >> 4
    whole = record[:, dim // 2 : dim // 2 + 2].copy().view(numpy.float16).astype(numpy.float64) / 8
    local = record[:, dim // 2 + 2 :]
    zero = ((local >> 6) + 6).astype(numpy.float64)[:, :, None]
    scale = ((local & 63) + 9).astype(numpy.float64)[:, :, None] / 9
    return ((nibbles.reshape(rows, -1, group) - zero) * scale).reshape(rows, dim) * whole


def word_table(words, rows):
    """{(form, tag): row}: words of the model and their other forms (얘기 -> 이야기, 그녀 -> 그); dialects and whole tags are left out."""
    table = {}
    for identity, (form, tag, socket, row, dialect) in enumerate(words):
        other_form = identity >= rows
        if tag not in KEPT or not form or not FIRST_WORD <= row < rows or (other_form and (dialect or socket)):
            continue
        table[form, tag] = min(row, table.get((form, tag), row))
    return table


def sentence_space(vectors):
    """Weighted, centred, projected and whitened: a plain sum of these rows is a sentence vector."""
    rank = numpy.maximum(numpy.arange(len(vectors)) + 1.0 - (FIRST_WORD - 1), 1)
    p = 1 / (rank + ZIPF_SHIFT)
    p /= p.sum()
    weight = SMOOTHING / (SMOOTHING + p)
    weight[:FIRST_WORD] = 0
    share = p * weight / (p * weight).sum()  # how much of an average sentence a word is
    length = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors / numpy.maximum(length, 1e-9) ** LENGTH_POWER
    vectors = vectors - share @ vectors
    variance, axes = numpy.linalg.eigh((vectors * share[:, None]).T @ vectors)
    order = numpy.argsort(-variance)[:DIMENSIONS]
    axes = axes[:, order]
    axes = axes * numpy.sign(axes[numpy.abs(axes).argmax(axis=0), numpy.arange(DIMENSIONS)])  # eigenvectors have no sign of their own
    return (vectors @ axes) / variance[order] ** WHITENING, weight


def checksum(data):
    """64 bits, eight bytes a step; src/model/static_table.cpp has the same lines."""
    mask = (1 << 64) - 1
    value = 14695981039346656037
    data = data + bytes(-len(data) % 8)
    for (word,) in struct.iter_unpack("<Q", data):
        value = ((value ^ word) * 1099511628211) & mask
        value ^= value >> 32
    return value


def pack(table, vectors, weight):
    used = sorted(set(table.values()))
    number = {row: index for index, row in enumerate(used)}
    vectors, weight = vectors[used], weight[used]
    step = numpy.abs(vectors).max(axis=1) / 127
    quantised = numpy.rint(vectors / step[:, None]).astype(numpy.int8)
    middle = float(numpy.median(numpy.linalg.norm(vectors[1000:20000], axis=1)))
    by_form = {}
    for (form, tag), row in table.items():
        by_form.setdefault(form.encode(), []).append(KEPT.index(tag) << 24 | number[row])
    forms = sorted(by_form)
    offsets, firsts, entries = [0], [0], []
    for form in forms:
        entries += sorted(by_form[form])
        offsets.append(offsets[-1] + len(form))
        firsts.append(len(entries))
    blob = b"".join(forms)
    blob += bytes(-len(blob) % 8)
    body = b"".join(
        [
            numpy.array(offsets + firsts + entries, "<u4").tobytes(),
            (step * weight).astype("<f4").tobytes(),
            blob,
            quantised.tobytes(),
        ]
    )
    head = struct.pack("<8sIIIIIIf", b"onggivec", 1, DIMENSIONS, len(used), len(forms), len(entries), len(blob), middle)
    return head + bytes(4) + struct.pack("<QQ", len(body), checksum(body)) + bytes(8) + body


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, help="folder with cong.mdl and sj.morph (default: the installed kiwipiepy_model)")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "data" / "embedder")
    options = parser.parse_args()
    folder = options.model
    if folder is None:
        import kiwipiepy_model

        folder = pathlib.Path(kiwipiepy_model.__file__).parent
    vectors = read_vectors(folder / "cong.mdl")
    table = word_table(read_vocabulary(folder / "sj.morph"), len(vectors))
    data = pack(table, *sentence_space(vectors))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "static-ko.bin").write_bytes(data)
    print(f"{len(table)} words, {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
