package help

import (
	_ "embed"
	"runtime/debug"
	"slices"
	"strings"
)

// licences holds a line for each module: its path and its licence.
//
//go:embed licences.txt
var licences string

// Module is a library that is built in.
type Module struct{ Path, Version, Licence string }

// Modules lists the libraries that the running program is made of, with their licences.
func Modules() []Module {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	known := licencesByPath()
	var all []Module
	for _, m := range info.Deps {
		all = append(all, Module{Path: m.Path, Version: m.Version, Licence: known[m.Path]})
	}
	slices.SortFunc(all, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func licencesByPath() map[string]string {
	known := map[string]string{}
	for line := range strings.Lines(licences) {
		module, licence, _ := strings.Cut(strings.TrimSpace(line), " ")
		known[module] = licence
	}
	return known
}
