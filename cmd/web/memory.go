package main

import (
	"runtime/debug"
	"slices"
	"strings"
)

// gcPercent is how much garbage, in percent of what is in use, may lie about before it is
// collected. What is in use is mostly the mirror and open streams, which stay; with Go's own 100
// the process would take twice as much memory for garbage that hardly arises.
const gcPercent = 50

// saveMemory sets gcPercent, unless the operator has chosen otherwise in GOGC.
func saveMemory(environ []string) {
	if !slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
}
