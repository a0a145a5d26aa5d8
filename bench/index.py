"""The index beside its peers on the same data in one run, one thread each, CPU time; needs a release build.

usage: python bench/index.py [--peers] [--write] [--runs N] [--only words|vectors|sentences|texts]   (./dev bench index --peers)
       python bench/index.py large [CHUNKS] [--write]

Vectors: 40,000 x 384 in clusters, made by a seed; the ten nearest of each of 1,000 questions. Words: 60,000 documents of 100 words by Zipf's law over 50,000
words; questions of three words, drawn by the same law (frequent ones) or each equally likely, any of them. Sentences and texts are those of KoBEST
($ONGGI_DATA/korean-nlp/kobest). Peers run in the interpreter that $ONGGI_INDEX_PEERS names (pip install tantivy bm25s hnswlib usearch faiss-cpu numpy);
SQLite FTS5 is Python's own; Lucene with nori runs where $ONGGI_LUCENE names a folder with the jars lucene-core, lucene-analysis-common and lucene-analysis-nori (9.12, a JDK of 17 or newer). The spread is that of the runs. `large`: a million chunks. --write puts the tables into docs/benchmarks.md.
"""

import csv
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

import report

ROOT = pathlib.Path(__file__).resolve().parents[1]
DRIVER = os.environ.get("ONGGI_INDEX_DRIVER", str(ROOT / "build-release/bench/onggi_index_driver"))
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
PEERS = os.environ.get("ONGGI_INDEX_PEERS", sys.executable)
LUCENE = os.environ.get("ONGGI_LUCENE")
DIMENSIONS, ROWS, QUERIES = 384, 40_000, 1_000
DOCUMENTS, WORDS, VOCABULARY, QUESTIONS = 60_000, 100, 50_000, 5_000

MAKE_VECTORS = r"""
import sys
import numpy as np
file, rows, dimensions, seed = sys.argv[1], *map(int, sys.argv[2:5])
draw = np.random.default_rng(seed)
normal = lambda *shape: draw.standard_normal(shape).astype(np.float32)
unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
# Clusters whose members differ mostly in 32 directions, as embeddings of texts on one subject do, and a little in all.
centres, directions = unit(normal(400, dimensions)), normal(32, dimensions) / np.sqrt(dimensions)
x = centres[draw.integers(0, 400, rows)] + normal(rows, 32) @ directions / np.sqrt(32) + 0.2 * normal(rows, dimensions) / np.sqrt(dimensions)
unit(x).astype(np.float32).tofile(file)
"""

VECTOR_PEERS = r"""
import json, resource, sys, time
import numpy as np
name, file, rows, queries, dimensions, runs = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])
x = np.fromfile(file, dtype=np.float32).reshape(-1, dimensions)
base, asked = x[:rows], x[rows:rows + queries]
truth = np.argpartition(-(asked @ base.T), 10, axis=1)[:, :10]
def say(**what): print(json.dumps(what), flush=True)
def timed(call):
    begin = time.process_time(); result = call(); return time.process_time() - begin, result
def hnswlib_():
    import hnswlib
    def make(m):
        index = hnswlib.Index("ip", dimensions); index.init_index(rows, M=m, ef_construction=128, random_seed=1); index.set_num_threads(1); return index
    return make, lambda index: index.add_items(base), lambda index, width: (index.set_ef(width), index.knn_query(asked, 10)[0])[1]
def faiss_():
    import faiss
    faiss.omp_set_num_threads(1)
    def make(m):
        index = faiss.IndexHNSWFlat(dimensions, m, faiss.METRIC_INNER_PRODUCT); index.hnsw.efConstruction = 128; return index
    def search(index, width):
        index.hnsw.efSearch = width; return index.search(asked, 10)[1]
    return make, lambda index: index.add(base), search
def usearch_():
    from usearch.index import Index
    make = lambda m: Index(ndim=dimensions, metric="ip", dtype="f16", connectivity=m, expansion_add=128)
    def search(index, width):
        index.expansion_search = width; return index.search(asked, 10, threads=1).keys
    return make, lambda index: index.add(np.arange(rows), base, threads=1), search
make, fill, search = {"hnswlib": hnswlib_, "faiss": faiss_, "usearch": usearch_}[name]()
for m in (16, 24):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    index = make(m)
    seconds, _ = timed(lambda: fill(index))
    say(what="build", m=m, rows_per_second=rows / seconds, MB=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3)
    for width in (24, 32, 48, 64, 96, 128, 192):
        for _ in range(runs):
            seconds, found = timed(lambda: search(index, width))
            recall = np.mean([len(set(found[i]) & set(truth[i])) for i in range(queries)]) / 10
            say(what="search", m=m, width=width, recall=float(recall), us=seconds / queries * 1e6)
"""

WORD_PEERS = r"""
import json, os, resource, shutil, sqlite3, sys, tempfile, time
name, document_file, runs, query_files = *sys.argv[1:3], int(sys.argv[3]), sys.argv[4:]
documents = [line.split() for line in open(document_file)]
questions = {os.path.basename(file): [line.split() for line in open(file)] for file in query_files}
def say(**what): print(json.dumps(what), flush=True)
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
def tantivy_(folder):
    import tantivy
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("id", stored=True)
    schema = builder.build()
    texts = [" ".join(words) for words in documents]
    state = {}
    def build():
        index = tantivy.Index(schema, path=folder)
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for number, text in enumerate(texts): writer.add_document(tantivy.Document(text=text, id=number))
        writer.commit(); writer.wait_merging_threads()
        index.reload(); state["index"], state["searcher"] = index, index.searcher()
    def prepare(queries):
        terms = lambda words: tantivy.Query.boolean_query([(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word, "freq")) for word in words])
        return [terms(words) for words in queries]
    return build, prepare, lambda query, limit: state["searcher"].search(query, limit, count=False).hits
def bm25s_(folder):
    import bm25s
    state = {}
    def build():
        ids = {}
        rows = [[ids.setdefault(word, len(ids)) for word in words] for words in documents]
        index = bm25s.BM25(method="lucene", k1=0.9, b=0.4, **({} if os.environ.get("ONGGI_BM25S") != "numba" else {"backend": "numba"}))
        index.index((rows, ids), show_progress=False)
        state["index"], state["ids"] = index, ids
    def prepare(queries): return [[state["ids"][word] for word in words if word in state["ids"]] for words in queries]
    return build, prepare, lambda query, limit: state["index"].retrieve([query], k=limit, show_progress=False, n_threads=0)
def fts5_(folder):
    base = sqlite3.connect(folder + "/words.db")
    def build():
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='', detail=column, tokenize='unicode61')")
        base.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", ((number, " ".join(words)) for number, words in enumerate(documents)))
        base.execute("INSERT INTO words(words) VALUES ('optimize')")
        base.commit()
    sql = "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
    return build, lambda queries: [" OR ".join(words) for words in queries], lambda query, limit: base.execute(sql, (query, limit)).fetchall()
for run in range(runs):
    folder = tempfile.mkdtemp()
    build, prepare, search = {"tantivy": tantivy_, "bm25s": bm25s_, "fts5": fts5_}[name](folder)
    begin = time.process_time(); build()
    say(what="build", documents_per_second=len(documents) / (time.process_time() - begin), peak_MB=peak())
    for kind, queries in questions.items():
        some = prepare(queries if name == "tantivy" else queries[:200])
        for limit in (10, 100):
            begin = time.process_time()
            for query in some: search(query, limit)
            say(what="search", queries=kind, limit=limit, queries_per_second=len(some) / (time.process_time() - begin))
    shutil.rmtree(folder)
"""


def lines_of(command, **more):
    """What a program says, a JSON object a line."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, **more)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def peer(script, *words):
    """None: not installed there."""
    try:
        return lines_of([PEERS, "-c", script, *map(str, words)])
    except subprocess.CalledProcessError:
        print(f"{words[0]} does not run in {PEERS}; set $ONGGI_INDEX_PEERS", file=sys.stderr)
        return None


def lucene(*words):
    """None: no jars."""
    if not LUCENE:
        print("Lucene does not run: set $ONGGI_LUCENE", file=sys.stderr)
        return None
    return lines_of(["java", "-Xmx4g", "-cp", LUCENE + "/*", ROOT / "bench/LucenePeer.java", *map(str, words)])


def write_words(folder):
    draw = random.Random(11)
    weights, total = [], 0.0
    for rank in range(1, VOCABULARY + 1):
        total += 1 / rank
        weights.append(total)
    names = [f"w{number:05x}" for number in range(VOCABULARY)]
    text = lambda count: " ".join(draw.choices(names, cum_weights=weights, k=count))
    (folder / "documents").write_text("".join(text(WORDS) + "\n" for _ in range(DOCUMENTS)))
    (folder / "frequent").write_text("".join(text(3) + "\n" for _ in range(QUESTIONS)))
    (folder / "any").write_text("".join(" ".join(draw.choices(names, k=3)) + "\n" for _ in range(QUESTIONS)))


def spread(values, digits=0):
    middle = statistics.median(values)
    return f"{middle:,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def group(rows, *keys):
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def at_recall(rows, wanted, *keys):
    """Of the settings that reach the recall, the one with the most queries a second: its rows."""
    good = [some for some in group(rows, *keys).values() if statistics.mean(row["recall"] for row in some) >= wanted]
    return min(good, key=lambda some: statistics.median(row["us"] for row in some), default=None)


def words(folder, runs, peers):
    write_words(folder)
    table = ["| | documents a second | frequent words: queries a second, top 10 | top 100 | any words: top 10 | top 100 | peak memory, MB |", "|---|---|---|---|---|---|---|"]
    files = [str(folder / name) for name in ("frequent", "any")]
    def row(name, lines, built="documents_per_second"):
        builds = [line for line in lines if line["what"] == "build"]
        asked = lambda kind, limit: spread([line["queries_per_second"] for line in lines if line["what"] == "search" and (line["queries"], line["limit"]) == (kind, limit)])
        found = " | ".join(asked(kind, limit) for kind in ("frequent", "any") for limit in (10, 100)) if built == "documents_per_second" else " | | | "
        table.append(f"| {name} | {spread([line[built] for line in builds])} | {found} | {max(line['peak_MB'] for line in builds):.0f} |")
    ours = lines_of([DRIVER, "words", str(folder / "documents"), str(runs), *files])
    row("onggi, tokens made before", ours)
    row("onggi, saved to disk", ours, "with_save")
    row("onggi, making of `Token`s included", ours, "with_tokens")
    for name in ("tantivy", "bm25s", "fts5") if peers else ():
        lines = peer(WORD_PEERS, name, folder / "documents", runs, *files)
        if lines:
            row({"fts5": "SQLite FTS5"}.get(name, name), lines)
    if peers and (lines := lucene("words", folder / "documents", runs, *files)):
        row("Lucene", lines)
    return [f"{DOCUMENTS:,} documents of {WORDS} words, {QUESTIONS:,} questions of three words (200 for bm25s and FTS5), drawn by the law of the documents or each equally likely.", "", *table]


def write_texts(folder):
    """Passages of KoBEST BoolQ, and the sentences of all its sets: a text a line; False: not there."""
    passages, sentences = {}, {}
    for path in sorted((DATA / "korean-nlp/kobest").glob("*.tsv")):
        with open(path, newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                for cell in row:
                    if path.name.startswith("BoolQ") and len(cell) > 100:
                        passages.setdefault(cell.strip())
                    sentences.update((one.strip(), None) for one in re.split(r"(?<=[.?!])\s+", cell) if len(one) >= 10)
    (folder / "passages").write_text("".join(one + "\n" for one in passages))
    shuffled = sorted(sentences)
    random.Random(3).shuffle(shuffled)
    (folder / "sentences").write_text("".join(one + "\n" for one in shuffled))
    return bool(passages)


def texts(folder, runs, peers):
    if not write_texts(folder):
        return [f"No texts in {DATA}."]
    lines = lines_of([DRIVER, "texts", str(folder / "passages"), str(runs)])
    rate = lambda key: spread([line[key] for line in lines], 2)
    return [f"{lines[0]['texts']:,} Korean passages, {lines[0]['MB']:.1f} MB, {lines[0]['tokens']:,} tokens, MB a second a core: analysis {rate('analysis_MB_per_second')}, "
            f"indexing and saving {rate('index_MB_per_second')}, both {rate('together')}.", *texts_of_lucene(folder, runs, peers)]


def texts_of_lucene(folder, runs, peers):
    lines = lucene("texts", folder / "passages", runs) if peers else None
    if not lines:
        return []
    rate = lambda key: spread([line[key] for line in lines], 2)
    return [f"Lucene's nori makes {lines[0]['tokens']:,} tokens of them: analysis {rate('analysis_MB_per_second')}, analysis and indexing {rate('together')}."]


def sentences(folder, runs, peers):
    if not write_texts(folder):
        return [f"No texts in {DATA}."]
    made = lines_of([DRIVER, "embed", str(folder / "sentences"), str(folder / "embedded")])[0]
    rows = min(ROWS, made["rows"] - QUERIES)
    return [f"{rows:,} × {made['dimensions']}: Korean sentences (KoBEST) by the built-in embedder, {QUERIES:,} others as questions.", "",
            *vector_tables(folder / "embedded", rows, made["dimensions"], runs, peers)]


def vectors(folder, runs, peers):
    file = folder / "vectors"
    subprocess.run([PEERS, "-c", MAKE_VECTORS, file, str(ROWS + QUERIES), str(DIMENSIONS), "7"], check=True)
    return [f"{ROWS:,} × {DIMENSIONS} in clusters, {QUERIES:,} questions; swept over M and the width of the search, the fastest setting of recall@10 ≥ 0.98.", "",
            *vector_tables(file, ROWS, DIMENSIONS, runs, peers)]


def vector_tables(file, rows, dimensions, runs, peers):
    table = ["| | rows a second | recall@10 | µs a query | queries a second | setting |", "|---|---|---|---|---|---|"]
    def row(name, builds, best, setting):
        us = [line["us"] for line in best]
        table.append(f"| {name} | {spread([line['rows_per_second'] for line in builds])} | {statistics.mean(line['recall'] for line in best):.4f} | {spread(us)} | "
                     f"{1e6 / statistics.median(us):,.0f} | {setting} |")
    ours = lines_of([DRIVER, "vectors", str(file), str(dimensions), str(rows), str(QUERIES), str(runs)])
    builds = [line for line in ours if line["what"] == "build"]
    searches = [line for line in ours if line["what"] == "search"]
    plain = [line for line in searches if line["filter"] == "all" and line["limit"] == 10]
    swept = at_recall([line for line in plain if line["width"]], 0.98, "width")
    row("onggi, swept", builds, swept, f"width {swept[0]['width']}")
    usual = [line for line in plain if line["width"] == 0]
    row("onggi, as it searches by itself", builds, usual, "")
    for name in ("hnswlib", "faiss", "usearch") if peers else ():
        lines = peer(VECTOR_PEERS, name, file, rows, QUERIES, dimensions, runs)
        if not lines:
            continue
        best = at_recall([line for line in lines if line["what"] == "search"], 0.98, "m", "width")
        own = [line for line in lines if line["what"] == "build" and line["m"] == best[0]["m"]]
        row(name + (" (f16)" if name == "usearch" else ""), own, best, f"M {best[0]['m']}, ef {best[0]['width']}")
    table += ["", f"On disk {builds[0]['disk_MB']:.0f} MB, peak {max(line['peak_MB'] for line in builds):.0f} MB with the driver's own copies.", "",
              "| visible | limit | recall | µs a query | of the unfiltered |", "|---|---|---|---|---|"]
    base = statistics.median(line["us"] for line in usual)
    for (name, limit), some in group([line for line in searches if line["width"] == 0], "filter", "limit").items():
        us = [line["us"] for line in some]
        table.append(f"| {name} | {limit} | {statistics.mean(line['recall'] for line in some):.4f} | {spread(us)} | {statistics.median(us) / base:.2f} |")
    return table


def large(chunks):
    """Memory is the peak of the whole run, mapped files included."""
    lines = lines_of([DRIVER, "large", str(chunks), "256"])
    times = ["| ms | p50 | p95 | p99 | most |", "|---|---|---|---|---|"]
    sizes = ["| | wall | CPU | segments | graphs | on disk | peak memory |", "|---|---|---|---|---|---|---|"]
    recalls = []
    for line in lines:
        if "p95" in line:
            times.append(f"| {line['what']} ({line['n']:,}) | {line['p50']:.1f} | {line['p95']:.1f} | {line['p99']:.1f} | {line['max']:.1f} |")
        elif "recall" in line:
            recalls.append(f"{line['what'].removeprefix('recall@10, ')} visible: {line['recall']:.4f}")
        else:
            sizes.append(f"| {line['what']} | {line['wall_s']:.1f} s | {line['cpu_s']:.1f} s | {line['segments']} | {line['graphs']} | {line['disk_MB']:,.0f} MB | {line['peak_MB']:,.0f} MB |")
    return [f"{chunks:,} chunks of 100 words with vectors of 256 dimensions, brought 65,536 at a time; searches for a hundred hits.", "", *sizes, "", *times, "", "recall@10: " + ", ".join(recalls) + "."]


def main():
    options = sys.argv[1:]
    value = lambda name, otherwise: options[options.index(name) + 1] if name in options else otherwise
    runs, only = int(value("--runs", "3")), value("--only", "")
    peers = "--peers" in options
    if options[:1] == ["large"]:
        lines = large(int(options[1]) if len(options) > 1 and options[1].isdigit() else 1_000_000)
        print(*lines, sep="\n")
        if "--write" in options:
            report.write("index large", "\n".join(lines))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in (("words", words), ("vectors", vectors), ("sentences", sentences), ("texts", texts)):
            if only in ("", name):
                lines = measure(pathlib.Path(folder), runs, peers)
                print(f"\n{name}\n", *lines, sep="\n")
                if "--write" in options:
                    report.write(f"index {name}", "\n".join(lines))


if __name__ == "__main__":
    main()
