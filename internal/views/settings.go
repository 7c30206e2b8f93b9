package views

import "snapdeck/internal/views/ui"

// SettingsPage shows the settings and their sources.
type SettingsPage struct {
	Saved        string // field that was just saved; empty: none
	Simulated    bool   // no credentials are set
	TokenWarning string // empty: none
	Target       string // such as "24h"
	TargetFixed  bool   // set by the environment
	Prices       string // a line for each location
	PricesFixed  bool
	Currency     string
	Connection   []ui.Fact
	Timing       []ui.Fact
	Values       []SettingValue
	Errors       map[string]string // by field
}

// SettingValue is the effective value of an environment variable.
type SettingValue struct{ Name, Value, From, Help string }

func (v SettingValue) originText() string {
	if v.From == "file" {
		return "file (" + v.Name + "_FILE)"
	}
	return v.From
}
