"""TAP for clients in Python, as tap.sh for tests in bash: make checks, call done."""

_count = 0


def ok(name, passed, what=""):
    """One check; of one that fails, `what` is shown, cut."""
    global _count
    _count += 1
    print("ok" if passed else "not ok", _count, "-", name)
    if not passed:
        print("#", str(what)[:600])


def done():
    """The plan, at the end: a test that breaks off has none."""
    print(f"1..{_count}")
