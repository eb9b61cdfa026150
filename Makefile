# make reproduce   installs what is missing, builds, computes the paper's figures, prints where the report lies
# make test        installs what is missing, builds, runs all tests
# make benchmarks  measures Driftlight beside other programs
.POSIX:
.PHONY: help reproduce test build benchmarks docs documentation install uninstall format clean dependencies

flags = -c release --explicit-target-dependency-import-check error
# A new folder for each run: nothing is overwritten. To choose it: make reproduce out=results/mine
out =
# Control experiments and what moves each row are part of the report; to leave them out: make reproduce with=
with = --controls --sensitivity

help:
	@echo 'make reproduce   compute the figures of the paper and write the report under results/'
	@echo 'make test        run all tests'
	@echo 'make build       build .build/release/driftlight'
	@echo 'make benchmarks  measure Driftlight beside other programs (see Benchmarks/README.md)'
	@echo 'make docs        the reference of all rooms from their doc comments, under .build/documentation; no warning passes'
	@echo 'make install     program, manual page, completions of bash, zsh and fish under prefix=/usr/local'
	@echo 'make uninstall   removes what make install put there'
	@echo 'make format      format all sources'
	@echo 'make clean       remove what was built (results stay)'
	@echo 'The first three install what is missing: see Scripts/install-dependencies.'

dependencies:
	@Scripts/install-dependencies

build: dependencies
	swift build $(flags) --product driftlight

reproduce: build
	@Scripts/install-dependencies --report
	@out='$(out)'; out="$${out:-results/$$(date +%Y-%m-%d-%H%M%S)}"; mkdir -p "$$(dirname "$$out")"; \
	echo ".build/release/driftlight reproduce $(with) --out $$out"; \
	PATH="$$PWD/.build/python/bin:$$PATH" .build/release/driftlight reproduce $(with) --out "$$out"; code=$$?; \
	if [ -f "$$out/report.html" ]; then echo "report: $$(cd "$$out" && pwd)/report.html"; fi; exit $$code

test:
	@Scripts/install-dependencies --tests
	swift test $(flags)

benchmarks: dependencies
	swift run -c release --package-path Benchmarks benchmark

documentation: build
	Scripts/build-documentation

# The reference, and nothing but it: fails on any warning.
docs: documentation

# The resources lie beside the program, so both go to one folder; only links to the program lie on the path.
prefix = /usr/local
bin = $(DESTDIR)$(prefix)/bin
lib = $(DESTDIR)$(prefix)/lib/driftlight
share = $(DESTDIR)$(prefix)/share
bash = $(share)/bash-completion/completions
zsh = $(share)/zsh/site-functions
fish = $(share)/fish/vendor_completions.d
install: build
	rm -rf $(lib)
	mkdir -p $(lib) $(bin) $(share)/man/man1 $(bash) $(zsh) $(fish)
	cp -R .build/release/driftlight .build/release/*.resources $(lib)/
	ln -sf ../lib/driftlight/driftlight $(bin)/driftlight
	.build/release/driftlight manual > $(share)/man/man1/driftlight.1
	.build/release/driftlight manual --completions bash > $(bash)/driftlight
	.build/release/driftlight manual --completions zsh > $(zsh)/_driftlight
	.build/release/driftlight manual --completions fish > $(fish)/driftlight.fish

uninstall:
	rm -rf $(lib)
	rm -f $(bin)/driftlight $(share)/man/man1/driftlight.1 $(bash)/driftlight $(zsh)/_driftlight $(fish)/driftlight.fish

format:
	swift format -i -r Package.swift Sources Tests Benchmarks

clean:
	swift package clean
