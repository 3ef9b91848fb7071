"""Facet's side as a process that answers requests, and the table that both sides fill."""
import json
import statistics
import subprocess
import time


class Facet:
    """The executable `timings`, asked line by line."""

    def __init__(self, executable, run, scene, threads):
        self.process = subprocess.Popen(
            [executable, run, scene, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"timings ended at the request {words}")
        return json.loads(line)

    def time(self, *words):
        return lambda: self.ask(*words)["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def timed(body):
    """A function that runs `body` and gives its seconds."""
    def run():
        start = time.perf_counter()
        body()
        return time.perf_counter() - start
    return run


def alternate(rounds, warmups=1, **works):
    """Seconds of each work in every round; the works take turns, so that all meet the same load."""
    for _ in range(warmups):
        for work in works.values():
            work()
    found = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(work())
    return found


def spread(seconds):
    """Median (least–greatest) in milliseconds or seconds."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    if middle >= 1:
        return f"{middle:.2f} s ({low:.2f}–{high:.2f})"
    return f"{middle * 1e3:.3g} ms ({low * 1e3:.3g}–{high * 1e3:.3g})"


class Table:
    def __init__(self):
        self.rows = []

    def add(self, work, facet, against, peer, target):
        """A row: the ratio is the peer's median by Facet's."""
        ratio = statistics.median(peer) / statistics.median(facet)
        verdict = "met" if ratio >= target else "short"
        self.rows.append((work, spread(facet), against, spread(peer), f"{ratio:.2f}", f"{target:g}",
                          verdict))
        print(f"{work} | {against}: {ratio:.2f} of {target:g}", flush=True)

    def share(self, work, measured, against, value, target, atMost=False):
        met = value <= target if atMost else value >= target
        sign = "≤ " if atMost else ""
        self.rows.append((work, measured, against, "", f"{value:.3g}", f"{sign}{target:g}",
                          "met" if met else "short"))
        print(f"{work} | {against}: {value:.3g} of {sign}{target:g}", flush=True)

    def note(self, work, measured, against="for information"):
        """A row without a target."""
        self.rows.append((work, measured, against, "", "", "", ""))
        print(f"{work} | {measured}", flush=True)

    def markdown(self):
        lines = ["| work | Facet | against | peer | ratio | target | |", "|---|---|---|---|---|---|---|"]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])
