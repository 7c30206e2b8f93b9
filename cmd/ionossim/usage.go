package main

import (
	"flag"
	"fmt"
	"strings"

	"snapdeck/internal/cloud/ionossim"
)

const introduction = `ionossim runs a simulated IONOS Cloud. Point any client of the real one at the address that it prints.

Usage: ionossim [flags]

`

const faultHelp = `
Faults: -fault "METHOD ROUTE KIND [xN] [delay=2s] [retry-after=30s] [state=WORD] [field=PATH] [host=URL] [message=ANY TEXT]"
  METHOD and ROUTE may be *. A ROUTE with a * matches the whole path beneath /cloudapi/v6 or the route's pattern, one without
  a part of it. xN means N times, without it the fault stays. Kinds that end in -after strike after the call was carried out.

  -fault "POST */create-snapshot 504-after x1"      the first snapshot is made, but the answer is lost
  -fault "GET /snapshots 429 x3 retry-after=30s"    three refusals
  -fault "POST */create-snapshot failed x1"         the request is accepted and fails later
  -fault "* * slow delay=500ms"                     everything takes half a second more

  Kinds: `

// usage explains the program, its flags and the faults.
func usage(flags *flag.FlagSet) {
	out := flags.Output()
	_, _ = fmt.Fprint(out, introduction) // help that cannot be printed cannot be helped
	flags.PrintDefaults()
	var names []string
	for _, k := range ionossim.FaultKinds() {
		names = append(names, string(k))
	}
	_, _ = fmt.Fprintln(out, faultHelp+strings.Join(names, " "))
}
