# Snapdeck. `make` lists what there is.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
# Tools are pinned here and built by the Go toolchain from the module proxy.
TEMPL       := go run github.com/a-h/templ/cmd/templ@v0.3.977
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
CYCLONEDX   := go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
# One file for each entry point, made by a module of its own.
BUNDLE      := go run -C internal/tools/bundle . $(CURDIR)/static/dist $(addprefix $(CURDIR)/static/js/,app.js worker.js)
# The race detector would watch every access within SQLite too, which is C that was translated and has its own locks: tests take three times as long then.
RACE    := -race -gcflags='modernc.org/...=-race=false'
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

.PHONY: help run build generate check drift lint test test-fast browser postgres proxies bench storm screenshots vuln sbom docker clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## run the dashboard on http://127.0.0.1:8080, on the simulated cloud unless IONOS_TOKEN is set
	go run ./cmd/web

build: ## build the static binaries into bin/
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/web ./cmd/ionossim

generate: ## generate the templ code and the bundles of the scripts
	$(TEMPL) generate -include-version=false -path internal/views
	$(TEMPL) generate -include-version=false -path test/bench
	$(BUNDLE)

test: check browser postgres proxies ## check the form and run all tests, those in a real browser too
	go test $(RACE) -timeout 20m ./cmd/... ./internal/... ./static/...
	go test $(RACE) -timeout 20m -p 1 ./test/...

test-fast: check postgres ## check the form and run the tests of the packages only
	go test $(RACE) -timeout 20m ./cmd/... ./internal/... ./static/...

check: drift lint ## check the form: formatting, vet, linter, generated code, go.mod

drift: ## check that generated code and go.mod are in step
	@scripts/drift

lint: ## run gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l cmd internal static test | tee /dev/stderr)"
	go vet ./...
	$(STATICCHECK) ./...

browser: ## bring Chromium from Debian when it is missing
	@scripts/browser

postgres: ## bring PostgreSQL from Debian when it is missing
	@scripts/postgres

proxies: ## bring nginx and Caddy from Debian when they are missing
	@scripts/proxies

bench: postgres ## measure, beside yardsticks in the same run
	go run ./test/bench
	go test -run '^$$' -bench . -benchtime 1s -timeout 20m ./internal/... ./test/storm ./test/bench

storm: postgres ## let processes die and the cloud misbehave for five minutes, and print what became of the snapshots
	go test -count 1 -timeout 40m -v -run '^TestStorm$$' ./test/storm -args -storm 5m | { grep -v '^=== ' || true; }

screenshots: browser ## take pictures of all pages into test/e2e/screenshots, and the one of the README
	go test -tags readme -count 1 -run 'Page|Path|Picture' ./test/e2e/ -args -pictures

vuln: ## look for known vulnerabilities, where their database can be reached
	@scripts/vuln

sbom: build ## write bin/snapdeck.cdx.json: what the binary is made of, the Go release too (CycloneDX)
	$(CYCLONEDX) bin -json -licenses -std -version $(VERSION) -output bin/snapdeck.cdx.json bin/web

docker: ## build the container image
	docker build --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) -t snapdeck:$(VERSION) .

clean: ## remove what was built
	rm -rf bin test/e2e/screenshots
