package main

import (
	"runtime/debug"
	"slices"
	"strings"
)

// gcPercent makes garbage collection start when the heap has grown by this percentage. Most of the heap is the
// mirror and open streams, which stay; Go's default of 100 would take 200 MB on a large contract instead of 165.
// Less than this slows down the first load.
const gcPercent = 80

// saveMemory sets gcPercent, unless the operator set GOGC.
func saveMemory(environ []string) {
	if !slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
}
