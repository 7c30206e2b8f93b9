package main

import "runtime/debug"

// The linker sets version and commit (-X main.version=… -X main.commit=…).
var version, commit string

type build struct{ Version, Commit string }

// String returns version and commit, if known.
func (b build) String() string {
	if b.Commit == "" {
		return b.Version
	}
	return b.Version + " (" + b.Commit + ")"
}

// versionOf returns the linked version, or the one recorded by the Go toolchain.
func versionOf() build {
	b := build{Version: version, Commit: commit}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.Version == "" {
		b.Version = "dev"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && b.Commit == "" {
			b.Commit = s.Value[:min(12, len(s.Value))]
		}
	}
	return b
}
