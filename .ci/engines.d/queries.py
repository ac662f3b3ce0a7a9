"""Runs the queries of the book's page as they are written there: `queries.py PAGE`, in a folder with `out` and
`findings.jsonl`."""

import re
import sys

import duckdb
import polars

with open(sys.argv[1]) as page:
    section = page.read().split("## DuckDB and Polars\n")[1]
answers = [duckdb.sql(query).fetchall() for query in re.findall(r"```sql\n(.*?)```", section, re.S)]
for query in re.findall(r"```python\n(.*?)```", section, re.S):
    answers.append(eval(query.strip(), {"polars": polars}).rows())
by_parquet, by_lines, by_polars = answers
for answer in answers:
    assert answer, "nothing was found"
by_polars = [row for row in by_polars if row[0] is not None]
assert sorted(by_parquet) == sorted(by_polars), (by_parquet[:3], by_polars[:3])


def hosts(rows):
    """The lines take the month from the front matter, the engines from the name."""
    count = {}
    for host, _, number in rows:
        count[host] = count.get(host, 0) + number
    return count


assert hosts(by_parquet) == hosts(by_lines)
print(f"{len(answers)} queries: the same of each host; most often", *by_parquet[0])
