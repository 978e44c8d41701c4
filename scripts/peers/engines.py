"""The engines that are compared: how each builds an index, compacts it, counts and is queried."""

import glob
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


# What make-queries draws; the runners of the peers say what each is.
ALL_KINDS = ("or", "and", "phrase", "near", "dated", "facets", "newest", "deep")


class Engine:
    """An engine at work on one corpus. Commands are lists; paths lie in the working folder."""

    label = ""
    env = {}
    query_modes = ()
    query_kinds = ("or", "and", "phrase")

    def __init__(self, name, programs, work):
        self.name, self.programs = name, programs
        self.index = os.path.join(work, name)
        self.compacted = self.index + ".compacted"

    def program(self, name):
        return os.path.join(self.programs, name)

    def prepare(self, corpus):
        """Turn the corpus into what the engine reads, untimed."""

    def build_command(self, corpus):
        raise NotImplementedError

    def compact_command(self):
        """None where building leaves nothing to compact."""
        return None

    def query_index(self):
        return self.compacted if os.path.exists(self.compacted) else self.index

    def query_command(self, queries, mode):
        return None

    def count_articles(self):
        return count_documents(self.query_index())


def count_documents(database):
    report = subprocess.run(["xapian-delve", database], capture_output=True, text=True, check=True)
    return int(re.search(r"number of documents = (\d+)", report.stdout).group(1))


class Herald(Engine):
    """`options` are passed on to herald index."""

    label = "herald"
    query_modes = ("ids", "hits", "snippets")
    query_kinds = ALL_KINDS
    options = []

    def build_command(self, corpus):
        return [self.program("herald"), "index", "-i", self.index, *self.options, corpus.jsonl]

    def database(self):
        return sorted(glob.glob(os.path.join(self.index, "db.*")))[-1]

    def count_articles(self):
        return count_documents(self.database())

    def query_command(self, queries, mode):
        return [self.program("herald-queries"), self.index, queries, mode]


class HeraldSgml(Herald):
    """Herald on the original SGML files of Reuters-21578."""

    label = "herald, from SGML"
    query_modes = ()

    def build_command(self, corpus):
        return [self.program("herald"), "index", "-i", self.index, *self.options, *corpus.sgml]


class Plain(Engine):
    label = "plain libxapian"
    query_modes = ("ids", "hits", "snippets")
    query_kinds = ALL_KINDS
    env = {"XAPIAN_FLUSH_THRESHOLD": "10000"}

    def build_command(self, corpus):
        return [self.program("plain-index"), self.index, corpus.jsonl]

    def compact_command(self):
        return ["xapian-compact", "--quiet", self.index, self.compacted]

    def query_command(self, queries, mode):
        return [self.program("plain-queries"), self.query_index(), queries, mode]


class PlainThousand(Plain):
    label = "plain, flush at 1000"
    query_modes = ()
    env = {"XAPIAN_FLUSH_THRESHOLD": "1000"}


class Omega(Plain):
    label = "omega scriptindex"
    query_modes = ("ids",)

    def prepare(self, corpus):
        self.dump = self.index + ".dump"
        with open(corpus.jsonl, "rb") as source, open(self.dump, "wb") as target:
            subprocess.run([os.path.join(HERE, "jsonl-to-dump")], stdin=source, stdout=target,
                           check=True)

    def build_command(self, corpus):
        return ["scriptindex", "--overwrite", "--stemmer=english", self.index,
                os.path.join(HERE, "omega.script"), self.dump]


class Fts5(Engine):
    label = "sqlite fts5"
    query_modes = ("hits",)

    def build_command(self, corpus):
        return [self.program("fts5-peer"), "index", self.index, corpus.jsonl]

    def compact_command(self):
        return [self.program("fts5-peer"), "optimize", self.index]

    def count_articles(self):
        report = subprocess.run(["sqlite3", self.index, "SELECT count(*) FROM articles"],
                                capture_output=True, text=True, check=True)
        return int(report.stdout)

    def query_command(self, queries, mode):
        return [self.program("fts5-peer"), "queries", self.index, queries]


ENGINES = {"herald": Herald, "herald-sgml": HeraldSgml, "plain": Plain,
           "plain-1000": PlainThousand, "omega": Omega, "fts5": Fts5}
