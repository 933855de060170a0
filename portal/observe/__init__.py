"""What those who run the site see of it: request ids, log lines, slow queries, metrics, errors (docs/operations.md)."""
