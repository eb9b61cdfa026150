# make reproduce   installs what is missing, builds, computes the paper's figures, prints where the report lies
# make test        installs what is missing, builds, runs all tests
# make benchmarks  measures Driftlight beside other programs
.POSIX:
.PHONY: help reproduce test build benchmarks format clean dependencies

flags = -c release --explicit-target-dependency-import-check error
# A new folder for each run: nothing is overwritten. To choose it: make reproduce out=results/mine
out =

help:
	@echo 'make reproduce   compute the figures of the paper and write the report under results/'
	@echo 'make test        run all tests'
	@echo 'make build       build .build/release/driftlight'
	@echo 'make benchmarks  measure Driftlight beside other programs (see Benchmarks/README.md)'
	@echo 'make format      format all sources'
	@echo 'make clean       remove what was built (results stay)'
	@echo 'The first three install what is missing: see Scripts/install-dependencies.'

dependencies:
	@Scripts/install-dependencies

build: dependencies
	swift build $(flags) --product driftlight

reproduce: build
	@out='$(out)'; out="$${out:-results/$$(date +%Y-%m-%d-%H%M%S)}"; mkdir -p "$$(dirname "$$out")"; \
	echo ".build/release/driftlight reproduce --out $$out"; \
	.build/release/driftlight reproduce --out "$$out"; code=$$?; \
	if [ -f "$$out/report.html" ]; then echo "report: $$(cd "$$out" && pwd)/report.html"; fi; exit $$code

test:
	@Scripts/install-dependencies --tests
	swift test $(flags)

benchmarks: dependencies
	swift run -c release --package-path Benchmarks benchmark

format:
	swift format -i -r Package.swift Sources Tests Benchmarks

clean:
	swift package clean
