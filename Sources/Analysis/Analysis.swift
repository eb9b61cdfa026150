// Analysis: Peaks, components, thresholds, yields, transients with their intervals: for simulated and measured data alike. No physics imports.
