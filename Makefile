# Snapdeck. `make` lists the targets.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
# Tools are pinned here and built by the Go toolchain from the module proxy.
TEMPL       := go run github.com/a-h/templ/cmd/templ@v0.3.977
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
CYCLONEDX   := go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
# A separate module bundles one file per entry point.
BUNDLE      := go run -C internal/tools/bundle . $(CURDIR)/static/dist $(addprefix $(CURDIR)/static/js/,app.js worker.js)
# The race detector watches the packages' tests, which run the whole dashboard too (internal/app, internal/handlers, test/model), and `make storm`.
# Without it: SQLite, which is C translated to Go and locks by itself, and the check of pointer conversions, for code that uses package unsafe. Both
# take most of the time and can find nothing in code of ours (docs/decisions/0031). "check" has vetted everything, so that "go test" need not.
RACE    := -race -vet=off -gcflags='all=-d=checkptr=0' -gcflags='modernc.org/sqlite/lib=-d=checkptr=0 -race=false'
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

.PHONY: help run build generate check drift lint test test-fast browser postgres proxies bench storm screenshots vuln sbom docker clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## run the dashboard on http://127.0.0.1:8080, on the embedded simulator unless IONOS_TOKEN is set
	go run ./cmd/web

build: ## build the static binaries into bin/
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/web ./cmd/ionossim

generate: ## generate the templ code and the bundles of the scripts
	$(TEMPL) generate -include-version=false -path internal/views
	$(TEMPL) generate -include-version=false -path test/bench
	$(TEMPL) generate -include-version=false -path test/newkind/testdata/internal/views
	$(BUNDLE)

# Compiling and testing spend a fifth less processor time when garbage is collected later.
test test-fast check: export GOGC ?= 400
test: check browser postgres proxies ## run the checks and all tests, including those in a real browser
	@scripts/test $(RACE) -timeout 20m -p 3 ./cmd/... ./internal/... ./static/... ./test/model -- \
		-vet=off -timeout 20m -p 5 ./test/e2e ./test/faults ./test/storm ./test/upgrade ./test/newkind ./test/bench

test-fast: check postgres ## run the checks and the packages' tests only
	go test $(RACE) -timeout 20m ./cmd/... ./internal/... ./static/...

check: drift lint ## check formatting, vet, linter, generated code and go.mod

drift: ## check that generated code and go.mod are up to date
	@scripts/drift

lint: ## run gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l cmd internal static test | tee /dev/stderr)"
	go vet ./...
	$(STATICCHECK) ./...

browser: ## install Chromium from Debian if it is missing
	@scripts/browser

postgres: ## install PostgreSQL from Debian if it is missing
	@scripts/postgres

proxies: ## install nginx and Caddy from Debian if they are missing
	@scripts/proxies

bench: postgres ## measure, beside baselines in the same run
	go run ./test/bench
	go test -run '^$$' -bench . -benchtime 1s -timeout 20m ./internal/... ./test/storm ./test/bench

storm: postgres ## kill processes and inject faults for five minutes, and print the results
	go test $(RACE) -count 1 -timeout 40m -v -run '^TestStorm$$' ./test/storm -args -storm 5m | { grep -v '^=== ' || true; }

screenshots: browser ## take pictures of all pages into test/e2e/screenshots, and the one of the README
	go test -tags readme -count 1 -run 'Page|Path|Picture' ./test/e2e/ -args -pictures

vuln: ## check for known vulnerabilities, if their database is reachable
	@scripts/vuln

sbom: build ## write bin/snapdeck.cdx.json: what the binary is made of, the Go release too (CycloneDX)
	$(CYCLONEDX) bin -json -licenses -std -version $(VERSION) -output bin/snapdeck.cdx.json bin/web

docker: ## build the container image
	docker build --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) -t snapdeck:$(VERSION) .

clean: ## remove build results
	rm -rf bin test/e2e/screenshots
