// Reproduction: One file per observation of the paper: protocol, analysis, figure, verdict.
