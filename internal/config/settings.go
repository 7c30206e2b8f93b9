package config

import (
	"snapdeck/internal/secret"
)

// Origin is the origin of a setting's value.
type Origin string

// The origins of values.
const (
	FromDefault     Origin = "default"
	FromEnvironment Origin = "environment"
	FromFlag        Origin = "flag"
	FromFile        Origin = "file"
)

// Setting is one variable with its effective value. The value of a secret is never in it.
type Setting struct {
	Variable string
	Value    string // empty: not set; of a secret: ***
	Origin   Origin
	Help     string
}

// settingsOf lists the variables with their values. named maps those that came from flags.
func settingsOf(vars, named map[string]string) []Setting {
	var all []Setting
	for _, f := range fields() {
		s := Setting{Variable: f.variable, Value: f.fallback, Origin: FromDefault, Help: f.help}
		if value := vars[f.variable]; value != "" {
			s.Value, s.Origin = value, FromEnvironment
		}
		switch {
		case named[f.variable] != "":
			s.Origin = FromFlag
		case f.secret && vars[f.variable+"_FILE"] != "":
			s.Origin = FromFile
		}
		if f.secret && s.Value != "" {
			s.Value = secret.New(s.Value).String()
		}
		all = append(all, s)
	}
	return all
}
