package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"snapdeck/internal/cloud/ionossim"
)

const introduction = `ionossim runs a simulated IONOS Cloud. Point any client of the real one at the address that it prints.

Usage: ionossim [flags]

`

// usage describes the program, its flags, the faults, the control interface and the routes.
func usage(flags *flag.FlagSet) {
	out := flags.Output()
	say(out, introduction)
	flags.PrintDefaults()
	say(out, "\nFAULTS: flag -fault, or POST /_sim/faults\n\n"+ionossim.FaultHelp())
	say(out, "\nCONTROL INTERFACE: beneath /_sim/ with -admin\n\n"+ionossim.AdminHelp())
	say(out, "\nROUTES: beneath /cloudapi/v6; other routes of the official API answer 501\n\n  "+strings.Join(ionossim.Routes(), "\n  ")+"\n")
}

func say(out io.Writer, text string) {
	_, _ = fmt.Fprint(out, text) // stdout is the last resort
}
