"""How fast the product is: ratios to a baseline that the same run executes. Run one as `python -m benchmarks.NAME`."""
