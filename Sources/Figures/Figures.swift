// Figures: One renderer for command line, report and web: gnuplot scripts with their data, SVG and PNG.
