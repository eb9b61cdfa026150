# make reproduce   installs what is missing, builds, computes the paper's figures, prints where the report lies
# make test        installs what is missing, builds, runs all tests
# make benchmarks  measures Driftlight beside other programs
.POSIX:
.PHONY: help reproduce test build benchmarks documentation install format clean dependencies

flags = -c release --explicit-target-dependency-import-check error
# A new folder for each run: nothing is overwritten. To choose it: make reproduce out=results/mine
out =

help:
	@echo 'make reproduce   compute the figures of the paper and write the report under results/'
	@echo 'make test        run all tests'
	@echo 'make build       build .build/release/driftlight'
	@echo 'make benchmarks  measure Driftlight beside other programs (see Benchmarks/README.md)'
	@echo 'make documentation   the reference of all rooms from their doc comments, under .build/documentation'
	@echo 'make install     program, manual page and completions under prefix=/usr/local'
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

documentation: build
	Scripts/build-documentation

# The resources lie beside the program, so both go to one folder; only links to the program lie on the path.
prefix = /usr/local
install: build
	mkdir -p $(prefix)/lib/driftlight $(prefix)/bin $(prefix)/share/man/man1 $(prefix)/share/bash-completion/completions
	cp -R .build/release/driftlight .build/release/*.resources $(prefix)/lib/driftlight/
	ln -sf ../lib/driftlight/driftlight $(prefix)/bin/driftlight
	.build/release/driftlight manual > $(prefix)/share/man/man1/driftlight.1
	.build/release/driftlight manual --completions bash > $(prefix)/share/bash-completion/completions/driftlight

format:
	swift format -i -r Package.swift Sources Tests Benchmarks

clean:
	swift package clean
