"""Who says what: statements of papers as data, checks, the judge and the committed ledger."""
