package main

import (
	"runtime/debug"
	"slices"
	"strings"
)

// gcPercent makes garbage collection start when the heap has grown by this percentage, once everything is loaded. Most
// of the heap is the mirror and open streams, which stay; Go's default of 100 would take 210 MB on a large contract
// instead of 165. During the first load it would cost time.
const gcPercent = 65

// saveMemory returns a function that frees the memory of the first load and keeps the heap small from then on, unless
// the operator set GOGC.
func saveMemory(environ []string) func() {
	set := slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") })
	return func() {
		if !set {
			debug.SetGCPercent(gcPercent)
		}
		debug.FreeOSMemory()
	}
}
