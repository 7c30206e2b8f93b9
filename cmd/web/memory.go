package main

import (
	"runtime/debug"
	"slices"
	"strings"
)

// gcPercent makes garbage collection start when the heap has grown by this percentage. Most of the heap is the
// mirror and open streams, which stay; Go's default of 100 would reserve twice as much memory for garbage that
// hardly arises.
const gcPercent = 50

// saveMemory sets gcPercent, unless the operator set GOGC.
func saveMemory(environ []string) {
	if !slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
}
