"""The exact search for nearest neighbours against the matrix products that it cannot do without."""
import statistics

from sides import spread


def search(facet, table, options):
    for width in (64, 192):
        pixels, references = 200_000, 3_000
        found = [facet.ask("neighbours", pixels, references, width)
                 for _ in range(options.rounds + 1)][1:]
        ratios = [one["seconds"] / one["products"] for one in found]
        table.share(
            f"exact 5 nearest of {references} references, {pixels} pixels, {width} wide",
            spread([one["seconds"] for one in found]), "its matrix products alone",
            statistics.median(ratios), 2, atMost=True)
