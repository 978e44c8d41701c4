"""Queries on a large index: a table of all kinds, and four ratios. docs/benchmarks.md describes the
method. Called by scripts/bench-queries, which builds the programs and the indexes."""

import argparse
import os
import random
import subprocess
import sys
from statistics import mean, median

import bench
import engines
import report

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = 3
RESAMPLED = 2000


class WithoutCloseness(engines.Herald):
    """Herald, by BM25 and fields alone."""

    label = "herald, no closeness"
    query_kinds = ("or", "and")

    def query_command(self, queries, mode):
        return [*super().query_command(queries, mode), "depth=0"]


# What each ratio is of: (words, above, below), each (mode, kind, engine).
RATIOS = (
    ("OR with snippets, to plain's without (below 2)",
     ("snippets", "or", "herald"), ("ids", "or", "plain")),
    ("the same, plain's with id and title (below 2)",
     ("snippets", "or", "herald"), ("hits", "or", "plain")),
    ("five facets, to plain's one (1 at most)",
     ("ids", "facets", "herald"), ("ids", "facets", "plain")),
    ("newest first, to plain's (1 at most)",
     ("ids", "newest", "herald"), ("ids", "newest", "plain")),
    ("OR with closeness, to without (below 1.2)",
     ("snippets", "or", "herald"), ("snippets", "or", "no-closeness")),
    ("the same, ids only",
     ("ids", "or", "herald"), ("ids", "or", "no-closeness")),
    ("AND with closeness, to without",
     ("snippets", "and", "herald"), ("snippets", "and", "no-closeness")),
)


def interval(above, below):
    """The middle 95 per cent of the ratio of sums, with queries drawn again and again."""
    rng = random.Random(1963)
    pairs, ratios = list(zip(above, below)), []
    for _ in range(RESAMPLED):
        drawn = rng.choices(pairs, k=len(pairs))
        ratios.append(sum(a for a, _ in drawn) / sum(b for _, b in drawn))
    ratios.sort()
    return ratios[int(0.025 * RESAMPLED)], ratios[int(0.975 * RESAMPLED)]


def print_ratios(times):
    rows = []
    for words, *sides in RATIOS:
        if any((mode, kind) not in times or engine not in times[mode, kind]
               for mode, kind, engine in sides):
            continue
        above, below = ([taken for taken, _ in times[mode, kind][engine]]
                        for mode, kind, engine in sides)
        low, high = interval(above, below)
        rows.append([words, f"{mean(above):,.0f}", f"{mean(below):,.0f}",
                     f"{mean(above) / mean(below):.2f}", f"{low:.2f} to {high:.2f}",
                     f"{median(a / b for a, b in zip(above, below)):.2f}"])
    report.print_table(f"Ratios, queries of {WORDS} words, mean microseconds",
                       ["what", "this", "that", "ratio", "95 %", "median of pairs"], rows)


def make_queries(work, count):
    """A file of queries in the working folder, which is kept."""
    path = os.path.join(work, f"queries-{count}-{WORDS}.tsv")
    if not os.path.exists(path):
        with open(path + ".new", "wb") as target:
            subprocess.run([os.path.join(HERE, "make-queries"), os.path.join(work, "corpus.jsonl"),
                            str(count), "1963", str(WORDS)], stdout=target, check=True)
        os.rename(path + ".new", path)
    return path


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", default=",".join(engines.ALL_KINDS))
    options = parser.parse_args()
    options.kinds = tuple(options.kinds.split(","))
    unknown = set(options.kinds) - set(engines.ALL_KINDS)
    if unknown:
        sys.exit(f"bench-queries: no kind '{unknown.pop()}', there are "
                 f"{', '.join(engines.ALL_KINDS)}")
    return options


def choose_engines(options):
    """Herald, Herald without closeness on the same index, and plain libxapian."""
    chosen = [engines.Herald("herald", options.programs, options.work),
              WithoutCloseness("no-closeness", options.programs, options.work),
              engines.Plain("plain", options.programs, options.work)]
    chosen[1].index = chosen[0].index
    for engine in chosen:
        engine.query_modes = ("ids", "hits", "snippets")
        engine.query_kinds = tuple(kind for kind in engine.query_kinds if kind in options.kinds)
    return [engine for engine in chosen if engine.query_kinds]


def main():
    options = read_options()
    chosen = choose_engines(options)
    counts = {engine.label: engine.count_articles() for engine in chosen}
    if len(set(counts.values())) > 1:
        sys.exit(f"bench-queries: the indexes have different articles: {counts}")
    print(f"{max(counts.values()):,} articles, {options.queries} queries of each kind, "
          f"{options.rounds} rounds")
    times = bench.time_queries(chosen, make_queries(options.work, options.queries), options.rounds)
    report.print_queries(times)
    print_ratios(times)


if __name__ == "__main__":
    main()
