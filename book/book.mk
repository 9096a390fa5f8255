# The book as a site. It needs Node, and the packages of book/package-lock.json, which are fetched once into
# book/node_modules; after that nothing needs the network.

.PHONY: book book-serve book-sync check-book
# A Node of our own, where the system's is too old (book/tools/node.sh puts it there).
book book-serve book-sync check-book: export PATH := $(CURDIR)/book/.node/node_modules/.bin:$(PATH)
PORT ?= 4173

book: book/node_modules/.package-lock.json
	@mkdir -p build
	@book/node_modules/.bin/vitepress build book >build/book.log 2>&1 || { grep -v '^ *at ' build/book.log >&2; exit 1; }
	@echo "The book is in build/book. To read it: make book-serve"
book-serve: book
	@book/node_modules/.bin/vitepress preview book --port $(PORT)
book-sync:
	@book/tools/node.sh
	+@node book/tools/sync.mjs $(if $(QUICK),--quick)
	@export MAKEFLAGS=; for picture in states switch queues enter-exit trace-svg; do node book/tools/$$picture.mjs >/dev/null || exit; done
check-book:
	+@book/tools/check.sh
# npm's own note of what it has installed.
book/node_modules/.package-lock.json: book/package-lock.json
	@book/tools/node.sh
	@echo "Fetching what the site is made with … (npm ci, this once)" >&2
	@mkdir -p build; cd book && npm ci --no-audit --no-fund --loglevel=error >../build/npm.log 2>&1 || { \
	  echo "handoff: npm could not fetch them ($$(grep -iE '^npm (err!|error) ' ../build/npm.log | \
	  grep -viE 'error code|err! code' | head -1 | cut -c1-160)). Is there a network here? All of it: build/npm.log" >&2; exit 1; }
