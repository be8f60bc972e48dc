"""Speed, measured and repeatable: `python -m bench.register`. What was measured last: bench/README.md."""
