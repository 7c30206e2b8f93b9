package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// ErrHelp means that -h was given; the help has been printed.
var ErrHelp = flag.ErrHelp

// Parse reads the flags of args and the environment ("KEY=value", as os.Environ returns it). Help goes to out.
// Errors are sentences that name the variable or flag; several are joined.
func Parse(args, environ []string, out io.Writer) (Config, error) {
	vars := variables(environ)
	named, rest, err := applyFlags(args, vars, out)
	if err != nil {
		return Config{}, err
	}
	if err := readSecretFiles(vars); err != nil {
		return Config{}, err
	}
	if vars["SNAPDECK_DATA"] == "" {
		vars["SNAPDECK_DATA"] = dataFolder(vars)
	}
	c := Config{Args: rest, Warnings: append(unknownVariables(vars), looseSecretFiles(vars)...), Settings: settingsOf(vars, named)}
	err = env.ParseWithOptions(&c, env.Options{
		Environment: vars,
		FuncMap:     map[reflect.Type]env.ParserFunc{reflect.TypeFor[time.Duration](): parseDuration},
	})
	if err != nil {
		return Config{}, sentences(err, vars, named)
	}
	if err := c.check(vars); err != nil {
		return Config{}, err
	}
	return c, nil
}

// variables returns the environment as a map; empty values count as unset.
func variables(environ []string) map[string]string {
	vars := make(map[string]string, len(environ)) // never nil: package env would read the process's environment
	for _, entry := range environ {
		key, value, _ := strings.Cut(entry, "=")
		if vars[key] = value; value == "" {
			delete(vars, key)
		}
	}
	return vars
}

// applyFlags adds the given flags to vars. named maps the variables that came from flags.
func applyFlags(args []string, vars map[string]string, out io.Writer) (named map[string]string, rest []string, err error) {
	flags := flag.NewFlagSet("web", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	named = map[string]string{}
	for _, f := range fields() {
		if f.flag == "" {
			continue
		}
		flags.Func(f.flag, f.help, func(value string) error {
			vars[f.variable], named[f.variable] = value, "-"+f.flag
			return nil
		})
	}
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil, nil, errors.Join(ErrHelp, writeHelp(out))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w; -h lists the flags", err)
	}
	return named, flags.Args(), nil
}

// readSecretFiles adds the contents of the _FILE variables' files to vars.
func readSecretFiles(vars map[string]string) error {
	for _, name := range secrets() {
		path := vars[name+"_FILE"]
		if path == "" {
			continue
		}
		if vars[name] != "" {
			return fmt.Errorf("%s and %s_FILE are both set; set one of them", name, name)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s_FILE: cannot read the file: %w", name, err)
		}
		value := strings.TrimRight(string(text), "\r\n")
		if value == "" {
			return fmt.Errorf("%s_FILE: the file %s is empty", name, path)
		}
		vars[name] = value
	}
	return nil
}

// looseSecretFiles warns of files with secrets that other users may read or change. It skips the folder in which
// containers mount secrets, since a container has no other users.
func looseSecretFiles(vars map[string]string) (warnings []string) {
	files := []string{vars["SNAPDECK_TLS_KEY"]}
	for _, name := range secrets() {
		files = append(files, vars[name+"_FILE"])
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if path == "" || err != nil || strings.HasPrefix(path, "/run/secrets/") || runtime.GOOS == "windows" {
			continue
		}
		if mode := info.Mode().Perm(); mode&0o026 != 0 {
			warnings = append(warnings, fmt.Sprintf("%s can be read or changed by other users of this machine (%s); chmod 600 helps", path, mode))
		}
	}
	return warnings
}

// sentences rewords the errors of package env.
func sentences(err error, vars, named map[string]string) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return fmt.Errorf("read configuration: %w", err)
	}
	byName := map[string]field{}
	for _, f := range fields() {
		byName[f.name] = f
	}
	var errs []error
	for _, e := range all.Errors {
		var wrong env.ParseError
		if !errors.As(e, &wrong) {
			errs = append(errs, fmt.Errorf("read configuration: %w", e))
			continue
		}
		variable := byName[wrong.Name].variable
		source := variable
		if flag, ok := named[variable]; ok {
			source = flag
		}
		errs = append(errs, fmt.Errorf("%s: %w", source, reason(wrong, vars[variable])))
	}
	return errors.Join(errs...)
}

// reason rewords the library's error about a value.
func reason(e env.ParseError, value string) error {
	switch e.Type {
	case reflect.TypeFor[slog.Level]():
		return fmt.Errorf("%q is not one of debug, info, warn, error", value)
	case reflect.TypeFor[int64](), reflect.TypeFor[int]():
		return fmt.Errorf("%q is not a whole number", value)
	case reflect.TypeFor[float64]():
		return fmt.Errorf("%q is not a number", value)
	}
	return e.Err
}

// unknownVariables warns about unknown variables with Snapdeck's prefix.
func unknownVariables(vars map[string]string) (warnings []string) {
	known := map[string]bool{}
	for _, f := range fields() {
		known[f.variable] = true
	}
	for _, name := range secrets() {
		known[name+"_FILE"] = true
	}
	for _, key := range slices.Sorted(maps.Keys(vars)) {
		if strings.HasPrefix(key, "SNAPDECK_") && !known[key] {
			warnings = append(warnings, fmt.Sprintf("%s is set, but is not a variable of Snapdeck", key))
		}
	}
	return warnings
}
