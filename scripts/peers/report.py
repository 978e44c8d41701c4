"""Tables out of the results of bench.py. Ratios are against plain libxapian at its defaults."""

import math
from statistics import mean, median


def p99(values):
    return sorted(values)[max(0, math.ceil(0.99 * len(values)) - 1)]


def ratio(value, base):
    return f"{value / base:.2f}" if value is not None and base else ""


def number(value, digits=1):
    return "" if value is None else f"{value:,.{digits}f}"


def print_table(title, head, rows):
    """Rows of text under a head; the first column to the left, the others to the right."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    print(f"\n{title}\n")
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [str(cell).rjust(width) for cell, width in zip(row, widths)]
        print("  " + "  ".join([str(row[0]).ljust(widths[0]), *cells[1:]]).rstrip())


def print_builds(builds, text_bytes):
    """Each engine, and each engine with its compaction added."""
    base = next((build for build in builds if build["engine"] == "plain"), None)
    rows = []
    for build in builds:
        if "error" in build:
            rows.append([build["label"], build["error"]] + [""] * 12)
            continue
        rows.append(_build_row(build["label"], build, base, text_bytes, build["bytes"]))
        if "compact" in build:
            total = {**build, **{name: build[name] + build["compact"][name]
                                 for name in ("wall", "cpu")}}
            for name in ("peak_process", "peak_sum"):
                total[name] = max(build[name], build["compact"][name])
            rows.append(_build_row("  and compacted", total, base, text_bytes,
                                   build["compact"]["bytes"]))
    print_table("Indexing", ["engine", "articles", "articles/s", "MB/s", "wall s", "CPU s",
                             "peak MB", "sum MB", "index MB", "bytes/byte", "speed x", "CPU x",
                             "memory x", "size x"], rows)
    print("  peak: of the largest process; sum: of all at one moment, sampled. Speed: plain's wall "
          "time over this;\n  CPU, memory: this over plain's; size: this over plain's compacted.")


def _build_row(label, build, base, text_bytes, index_bytes):
    base_size = base and base.get("compact", {}).get("bytes")
    known = base and "error" not in base
    return [label, f"{build['articles']:,}", number(build["articles"] / build["wall"], 0),
            number(text_bytes / 1e6 / build["wall"]), number(build["wall"], 2),
            number(build["cpu"], 2), number(build["peak_process"] / 1e6, 0),
            number(build["peak_sum"] / 1e6, 0), number(index_bytes / 1e6),
            number(index_bytes / text_bytes, 2),
            ratio(base["wall"], build["wall"]) if known else "",
            ratio(build["cpu"], base["cpu"]) if known else "",
            ratio(build["peak_sum"], base["peak_sum"]) if known else "",
            ratio(index_bytes, base_size) if known else ""]


def print_queries(queries):
    """For each kind of query and each way of fetching, the engines side by side."""
    rows = []
    for (mode, kind), engines in queries.items():
        base = [taken for taken, _ in engines.get("plain", [])]
        for engine, results in engines.items():
            times = [taken for taken, _ in results]
            row = [f"{kind}, {mode}", engine, len(times),
                   number(mean(matches for _, matches in results), 0)]
            for summary in (mean, median, p99):
                value = summary(times)
                row += [number(value), ratio(value, summary(base)) if base else ""]
            rows.append(row)
    print_table("Queries, ten hits, microseconds inside the process, warm cache",
                ["queries, fetched", "engine", "queries", "matches", "mean", "x", "median", "x",
                 "p99", "x"], rows)
    print("  matches: as the engine tells or estimates them, on average; fts5: hits returned.")


def print_starts(starts):
    base = starts.get("plain-search")
    rows = [[name, len(times), number(mean(times) * 1e3, 2), number(median(times) * 1e3, 2),
             number(p99(times) * 1e3, 2), ratio(median(times), median(base)) if base else ""]
            for name, times in starts.items()]
    print_table("Start to exit, one AND query, milliseconds, warm cache",
                ["program", "runs", "mean", "median", "p99", "median x"], rows)


def print_reading(reading, file_bytes):
    base = median(reading["cjson"])
    rows = [[name, number(file_bytes / 1e6 / median(times)), ratio(base, median(times))]
            for name, times in reading.items()]
    print_table("Reading JSON Lines", ["reader", "MB/s", "speed x"], rows)
