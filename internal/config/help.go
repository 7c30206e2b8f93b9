package config

import (
	"fmt"
	"io"
	"reflect"
	"snapdeck/internal/secret"
	"strings"
	"text/tabwriter"
)

// field holds the tags of a field of Config.
type field struct {
	name, variable, flag, help, fallback string
	secret                               bool
}

func fields() (all []field) {
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		if variable := f.Tag.Get("env"); variable != "" {
			all = append(all, field{
				f.Name, variable, f.Tag.Get("flag"), f.Tag.Get("help"), f.Tag.Get("envDefault"), f.Type == reflect.TypeFor[secret.Value](),
			})
		}
	}
	return all
}

const helpHead = `Snapdeck, a dashboard for the snapshots of an IONOS Cloud contract.

Usage: web [flags] [command]

Commands: serve (the default), user list, user add NAME [--role ROLE],
user role NAME ROLE, user disable|enable|remove|logout NAME, backup FILE,
restore FILE, archive --before DATE FILE, healthcheck, version, help.
“web help” says what each of them does.

Environment variables set everything; flags win over them. Without credentials
Snapdeck uses an embedded simulator.

`

const helpTail = `
Durations are written as 500ms, 2s, 10m or 12h. An empty variable counts as unset.
`

// writeHelp prints all flags and variables with their defaults.
func writeHelp(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, helpHead+"Flags:\n  -h\tprint this help\n")
	for _, f := range fields() {
		if f.flag != "" {
			fmt.Fprintf(w, "  -%s\tas %s\n", f.flag, f.variable)
		}
	}
	fmt.Fprint(w, "\nVariables:\n")
	for _, f := range fields() {
		fmt.Fprintf(w, "  %s\t%s\n", f.variable, strings.TrimSpace(f.help+suffix(f)))
	}
	fmt.Fprint(w, helpTail)
	return w.Flush()
}

func suffix(f field) string {
	if f.secret {
		return "; or " + f.variable + "_FILE, a file that holds it"
	}
	if f.fallback == "" {
		return ""
	}
	return " (default " + f.fallback + ")"
}
