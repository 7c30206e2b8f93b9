package main

import "runtime/debug"

// version and commit are stamped by the linker (-X main.version=… -X main.commit=…).
var version, commit string

// build is what this binary was built from.
type build struct{ Version, Commit string }

// String returns both, as far as they are known.
func (b build) String() string {
	if b.Commit == "" {
		return b.Version
	}
	return b.Version + " (" + b.Commit + ")"
}

// versionOf returns the stamped version, or what the Go toolchain recorded.
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
