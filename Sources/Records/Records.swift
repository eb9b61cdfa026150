// Records: Labelled arrays and run records: NetCDF, CSV, JSON, provenance. A record is what a run leaves behind.
