package views

import "snapdeck/internal/views/ui"

// SettingsPage is what is set, and from where.
type SettingsPage struct {
	Saved        string // the field that was just saved; empty: none
	Simulated    bool   // no credentials are set
	TokenWarning string // empty: there is none
	Target       string // such as "24h"
	TargetFixed  bool   // the environment sets it
	Prices       string // a line for each location
	PricesFixed  bool
	Currency     string
	Connection   []ui.Fact
	Timing       []ui.Fact
	Values       []SettingValue
	Errors       map[string]string // by field
}

// SettingValue is a variable of the environment as it counts.
type SettingValue struct{ Name, Value, From, Help string }

// originText says where a value comes from.
func (v SettingValue) originText() string {
	switch v.From {
	case "default":
		return "default"
	case "file":
		return "file (" + v.Name + "_FILE)"
	default:
		return v.From
	}
}
