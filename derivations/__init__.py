"""How we know: ordered steps, each calling functions of theory, each checked."""
