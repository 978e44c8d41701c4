"""Builds the same index with several engines, runs the same queries and prints what each costs.
docs/benchmarks.md describes the method. Called by scripts/bench, which builds the programs."""

import argparse
import glob
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from statistics import median
from types import SimpleNamespace

import engines
import measure
import report

HERE = os.path.dirname(os.path.abspath(__file__))
SMALL_CORPUS = 30_000_000  # bytes of text up to which builds are repeated by default
STARTS = 200
ROUNDS = 5


def note(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)


# --- corpus ---------------------------------------------------------------------------------


def open_corpus(path, work):
    """The corpus as plain JSON Lines, unpacked or converted into the working folder if need be."""
    corpus = SimpleNamespace(name=os.path.basename(path.rstrip("/")), sgml=[], jsonl=path)
    if os.path.isdir(path):
        corpus.sgml = sorted(glob.glob(os.path.join(path, "*.sgm*")))
        corpus.jsonl = os.path.join(work, "articles.jsonl")
        with open(corpus.jsonl, "wb") as target:
            subprocess.run([os.path.join(HERE, "reuters-to-jsonl"), *corpus.sgml], stdout=target,
                           check=True)
    elif path.endswith(".gz"):
        corpus.jsonl = os.path.join(work, "articles.jsonl")
        with gzip.open(path, "rb") as source, open(corpus.jsonl, "wb") as target:
            shutil.copyfileobj(source, target)
    corpus.articles = corpus.text_bytes = 0
    with open(corpus.jsonl, encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            corpus.articles += 1
            corpus.text_bytes += sum(len((article.get(field) or "").encode())
                                     for field in ("title", "body"))
    corpus.file_bytes = os.path.getsize(corpus.jsonl)
    return corpus


# --- indexing -------------------------------------------------------------------------------


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def build_once(engine, corpus):
    """One build from nothing, and its compaction; the index of the last run is kept."""
    remove(engine.index)
    remove(engine.compacted)
    os.sync()
    usage = measure.run(engine.build_command(corpus), engine.env)
    run = {"build": usage, "bytes": measure.size_of(engine.index)}
    command = engine.compact_command()
    if command:
        os.sync()
        run["compact"] = measure.run(command)
        run["compact_bytes"] = measure.size_of(engine.query_index())
    return run


def summarise(engine, runs):
    def costs(step):
        return {"wall": median(run[step].wall for run in runs),
                "cpu": median(run[step].cpu for run in runs),
                "peak_process": max(run[step].peak_process for run in runs),
                "peak_sum": max(run[step].peak_sum for run in runs)}

    result = {"engine": engine.name, "label": engine.label, "runs": len(runs),
              "articles": engine.count_articles(), **costs("build"), "bytes": runs[-1]["bytes"]}
    if "compact" in runs[-1]:
        result["compact"] = {**costs("compact"), "bytes": runs[-1]["compact_bytes"]}
    return result


def build_all(chosen, corpus, repeat):
    """Builds in turn, engine by engine and that `repeat` times, so that a slow minute of the
    machine falls on all of them."""
    runs, errors = {engine: [] for engine in chosen}, {}
    for engine in chosen:
        engine.prepare(corpus)
    for number in range(repeat):
        for engine in chosen:
            if engine in errors:
                continue
            note(f"{engine.label}, build {number + 1} of {repeat}")
            try:
                runs[engine].append(build_once(engine, corpus))
            except (measure.CommandFailed, OSError) as error:
                errors[engine] = str(error)
    return [{"engine": engine.name, "label": engine.label, "error": errors[engine]}
            if engine in errors else summarise(engine, runs[engine]) for engine in chosen]


def check_counts(builds, corpus):
    """Whether every engine has every article; a figure for fewer articles would be no figure."""
    good = True
    for build in builds:
        if "error" in build:
            note(f"{build['label']} failed: {build['error']}")
            good = False
        elif build["articles"] != corpus.articles:
            note(f"{build['label']} has {build['articles']} of {corpus.articles} articles")
            good = False
    return good


def same_content(herald, corpus, work):
    """Plain libxapian with Herald's own terms, positions and values: bytes, compacted."""
    copy = os.path.join(work, "same-content")
    compacted = copy + ".compacted"
    measure.run([herald.program("plain-copy"), herald.index, corpus.jsonl, copy])
    measure.run(["xapian-compact", "--quiet", copy, compacted])
    size = measure.size_of(compacted)
    remove(copy)
    remove(compacted)
    return {"herald": measure.size_of(herald.index), "plain": size}


# --- queries --------------------------------------------------------------------------------


def choose_kinds(queries, kinds):
    """The queries of some kinds, as a file beside that of all."""
    path = f"{queries}.{'-'.join(kinds)}"
    if not os.path.exists(path):
        with open(queries, encoding="utf-8") as file, open(path, "w", encoding="utf-8") as target:
            target.writelines(line for line in file if line.split("\t")[0] in kinds)
    return path


def time_queries(chosen, queries, count=ROUNDS):
    """(microseconds, matches) of each query by (mode, kind) and engine: the median of so many
    rounds, in which the engines take turns."""
    rounds = {}
    for _ in range(count):
        for engine in chosen:
            try:
                for mode in engine.query_modes:
                    answered = choose_kinds(queries, engine.query_kinds)
                    output = measure.run(engine.query_command(answered, mode)).output
                    rounds.setdefault((engine.name, mode), []).append(read_times(output))
            except (measure.CommandFailed, OSError) as error:
                note(f"queries of {engine.label} left out: {error}")
                chosen = [other for other in chosen if other is not engine]
    times = {}
    for (engine, mode), runs in rounds.items():
        for same_query in zip(*runs):
            kind, _, matches = same_query[0]
            taken = median(taken for _, taken, _ in same_query)
            times.setdefault((mode, kind), {}).setdefault(engine, []).append((taken, matches))
    modes, kinds = ("ids", "hits", "snippets"), engines.ALL_KINDS
    return {key: times[key] for key in sorted(
        times, key=lambda key: (modes.index(key[0]), kinds.index(key[1])))}


def read_times(output):
    """(kind, microseconds, matches) of each line that a query runner printed."""
    columns = (line.split("\t") for line in output.splitlines())
    return [(kind, float(taken), int(matches)) for kind, _, taken, matches in columns]


def time_starts(herald, plain, queries):
    """Seconds from start to exit, the programs taking turns; `true` shows what any start costs."""
    with open(queries, encoding="utf-8") as file:
        words = [line.rstrip("\n").split("\t")[1] for line in file if line.startswith("and\t")]
    programs = {
        "true": lambda query: [shutil.which("true")],
        "plain-search": lambda query: [plain.program("plain-search"), plain.query_index(), query]}
    if herald:
        programs["herald search"] = lambda query: [herald.program("herald"), "search", "-i",
                                                   herald.index, query]
    times = {name: [] for name in programs}
    for i in range(-5, STARTS):
        for name, command in programs.items():
            taken = measure.spawn_seconds(command(words[i % len(words)]))
            if i >= 0:
                times[name].append(taken)
    return times


def time_reading(programs, corpus):
    times = {"cjson": [], "herald": []}
    for _ in range(ROUNDS):
        for reader, taken in times.items():
            output = measure.run([os.path.join(programs, "json-speed"), reader, corpus.jsonl])
            taken.append(float(output.output.split("\t")[1]))
    return times


# --- the whole ------------------------------------------------------------------------------


def read_options():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Compare Herald with plain libxapian, Omega's "
        "scriptindex and SQLite's FTS5 on one corpus. Figures, never a verdict.")
    parser.add_argument("corpus", help="JSON Lines (.jsonl or .jsonl.gz), or the folder of "
                        "Reuters-21578 with its *.sgm.gz files")
    parser.add_argument("--engines", default=",".join(engines.ENGINES), metavar="LIST",
                        help="of: %(default)s")
    parser.add_argument("--repeat", type=int, metavar="N", help="builds of each engine, of which "
                        "the median counts (3 up to 30 MB of text, else 1)")
    parser.add_argument("--queries", type=int, default=300, metavar="N",
                        help="of each kind (%(default)s); 0: none")
    parser.add_argument("--work", metavar="DIR", help="keep indexes there (a temporary folder)")
    parser.add_argument("--herald-options", default="", metavar="TEXT",
                        help="more options for herald index, as one word: '--jobs 1'")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def choose_engines(options, corpus, work):
    names = [name for name in options.engines.split(",") if name]
    for name in names:
        if name not in engines.ENGINES:
            sys.exit(f"bench: no engine '{name}', there are {', '.join(engines.ENGINES)}")
    engines.Herald.options = options.herald_options.split()
    return [engines.ENGINES[name](name, options.programs, work) for name in names
            if name != "herald-sgml" or corpus.sgml]


def measure_all(options, corpus, work):
    chosen = choose_engines(options, corpus, work)
    repeat = options.repeat or (3 if corpus.text_bytes <= SMALL_CORPUS else 1)
    results = {"corpus": corpus.name, "articles": corpus.articles, "text_bytes": corpus.text_bytes,
               "builds": build_all(chosen, corpus, repeat)}
    results["complete"] = check_counts(results["builds"], corpus)
    built = {engine.name: engine for engine, build in zip(chosen, results["builds"])
             if "error" not in build}
    steps = {}
    if "herald" in built:
        steps["same_content"] = lambda: same_content(built["herald"], corpus, work)
        steps["reading"] = lambda: time_reading(options.programs, corpus)
    if options.queries and built:
        queries = os.path.join(work, "queries.tsv")
        with open(queries, "wb") as target:
            subprocess.run([os.path.join(HERE, "make-queries"), corpus.jsonl,
                            str(options.queries)], stdout=target, check=True)
        steps["queries"] = lambda: time_queries(built.values(), queries)
        if "plain" in built:
            steps["starts"] = lambda: time_starts(built.get("herald"), built["plain"], queries)
    for name in ("bench-analysis", "bench-store"):
        program = os.path.join(os.path.dirname(HERE), name)
        if os.access(program, os.X_OK):
            steps[name] = lambda program=program: measure.run([program, corpus.jsonl]).output
    for name, step in steps.items():
        note(name.replace("_", " "))
        try:
            results[name] = step()
        except (measure.CommandFailed, OSError) as error:
            note(f"{name.replace('_', ' ')} failed: {error}")
            results["complete"] = False
    return results


def print_results(results, corpus):
    print(f"{results['corpus']}: {results['articles']:,} articles, "
          f"{results['text_bytes'] / 1e6:,.1f} MB of text (title and body)")
    report.print_builds(results["builds"], results["text_bytes"])
    if "same_content" in results:
        sizes = results["same_content"]
        print(f"\n  The same terms, positions and values in plain libxapian, articles as document "
              f"data, compacted:\n  {sizes['plain'] / 1e6:,.1f} MB; herald, store included: "
              f"{sizes['herald'] / 1e6:,.1f} MB, {sizes['herald'] / sizes['plain']:.2f} of it")
    if "queries" in results:
        report.print_queries(results["queries"])
    if "starts" in results:
        report.print_starts(results["starts"])
    if "reading" in results:
        report.print_reading(results["reading"], corpus.file_bytes)
    for name in ("bench-analysis", "bench-store"):
        if name in results:
            print(f"\n{name}\n\n{results[name].rstrip()}")


def main():
    options = read_options()
    work = options.work or tempfile.mkdtemp(prefix="herald-bench-")
    os.makedirs(work, exist_ok=True)
    try:
        corpus = open_corpus(options.corpus, work)
        results = measure_all(options, corpus, work)
    finally:
        if not options.work:
            remove(work)
    if options.json:
        results["queries"] = [{"fetched": mode, "kind": kind, "engine": engine,
                               "microseconds": [taken for taken, _ in times]}
                              for (mode, kind), slot in results.get("queries", {}).items()
                              for engine, times in slot.items()]
        print(json.dumps(results, indent=1))
    else:
        print_results(results, corpus)
    sys.exit(0 if results["complete"] else 1)


if __name__ == "__main__":
    main()
