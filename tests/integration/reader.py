"""Opens a publication read-only again and again until told to stop, and says what it saw.

A program of its own, because it must be another process than the run.
"""

import json
import sys
import threading

import duckdb


def main() -> None:
    path, stop = sys.argv[1], threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
    reads, errors, answers = 0, [], set()
    while not stop.wait(0.1):
        try:
            with duckdb.connect(path, read_only=True) as connection:
                tables = connection.execute(
                    "select table_name from duckdb_tables() where schema_name = 'reports' order by 1"
                ).fetchall()
                release = connection.execute("select release_id from reports.release").fetchall()
                counts = [
                    connection.execute(f"select count(*) from reports.{t}").fetchall()[0][0]
                    for (t,) in tables
                ]
                answers.add(json.dumps([release, tables, counts]))
                reads += 1
        except duckdb.Error as error:
            errors.append(type(error).__name__)
    sys.stdout.write(json.dumps({"reads": reads, "errors": errors, "answers": sorted(answers)}))


if __name__ == "__main__":
    main()
