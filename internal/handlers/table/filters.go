package table

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// Day is the unit of ages.
const Day = 24 * time.Hour

// Ignore removes a meaningless parameter from the list's address, and reports it.
func (q *Query) Ignore(key, reason string) {
	q.noteIgnored(key, q.Values.Get(key), reason)
	q.Values.Del(key)
}

func (q *Query) noteIgnored(key, value, reason string) {
	q.ignored = append(q.ignored, ui.Ignored{Param: key, Text: foreign.Quoted(texts.Truncate(value, 40)) + " is ignored: " + reason})
}

// Param returns a parameter that may have any value.
func (q *Query) Param(key string) string {
	return texts.Truncate(strings.TrimSpace(q.Values.Get(key)), MaxQuery)
}

// OptionParam returns a parameter whose value must be one of the options.
func (q *Query) OptionParam(key, what string, options []ui.Option) string {
	value := q.Values.Get(key)
	if value == "" || slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) {
		return value
	}
	q.Ignore(key, "there is no such choice for "+what+".")
	return ""
}

// SizeRange returns the smallest and the largest size that the address requests.
func (q *Query) SizeRange() inventory.SizeRange {
	r := inventory.SizeRange{Min: q.gigabytes("min"), Max: q.gigabytes("max")}
	if r.Max > 0 && r.Min > r.Max {
		q.Ignore("max", "the largest size is below the smallest.")
		r.Max = 0
	}
	return r
}

func (q *Query) gigabytes(key string) float64 {
	value := strings.TrimSpace(q.Values.Get(key))
	if value == "" {
		return 0
	}
	gb, err := strconv.ParseFloat(value, 64)
	if err != nil || gb < 0 || math.IsInf(gb, 0) || math.IsNaN(gb) {
		q.Ignore(key, "a size is a number of GB.")
		return 0
	}
	return gb
}

// LabelQuery returns the label that the address requests, as "key=value" or as "key" with any value.
func (q *Query) LabelQuery() inventory.LabelQuery {
	text := q.Param("label")
	key, value, exact := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if key == "" && text != "" {
		q.Ignore("label", "a label is written key=value.")
		return inventory.LabelQuery{}
	}
	return inventory.LabelQuery{Key: key, Value: strings.TrimSpace(value), Any: key != "" && !exact}
}

// AttachedOptions returns the choices between attached and detached volumes.
func AttachedOptions() []ui.Option {
	return []ui.Option{{Value: "yes", Text: "Attached"}, {Value: "no", Text: "Not attached"}}
}

// SnapshotAgeOptions returns the ages of the last snapshot to choose from.
func SnapshotAgeOptions() []ui.Option {
	return []ui.Option{
		{Value: "none", Text: "None known"},
		{Value: "over-24h", Text: "Older than 24 h, or none"},
		{Value: "over-7d", Text: "Older than 7 days, or none"},
		{Value: "under-24h", Text: "Within 24 h"},
	}
}

// SourceOptions returns the ways in which a source is known, to choose from.
func SourceOptions() []ui.Option {
	return []ui.Option{
		{Value: "known", Text: "Known"}, {Value: "labels", Text: "Known by labels"}, {Value: "marker", Text: "Known by marker"},
		{Value: string(inventory.Likely), Text: "Likely"}, {Value: "unknown", Text: "Likely or unknown"},
	}
}

// AgeOptions returns the ages to choose from.
func AgeOptions() []ui.Option {
	return []ui.Option{
		{Value: "under-24h", Text: "Younger than 24 h"}, {Value: "under-7d", Text: "Younger than 7 days"},
		{Value: "over-24h", Text: "Older than 24 h"}, {Value: "over-7d", Text: "Older than 7 days"},
		{Value: "over-30d", Text: "Older than 30 days"}, {Value: "over-90d", Text: "Older than 90 days"},
		{Value: "over-365d", Text: "Older than a year"},
	}
}

// AgeRange returns the time range that a choice such as "over-7d" means.
func AgeRange(choice string, now time.Time) inventory.TimeRange {
	ages := map[string]time.Duration{"24h": Day, "7d": 7 * Day, "30d": 30 * Day, "90d": 90 * Day, "365d": 365 * Day}
	side, text, _ := strings.Cut(choice, "-")
	age, known := ages[text]
	switch {
	case known && side == "under":
		return inventory.TimeRange{After: now.Add(-age)}
	case known && side == "over":
		return inventory.TimeRange{Before: now.Add(-age)}
	default:
		return inventory.TimeRange{}
	}
}

// OpenSelect returns the select of a field whose value may currently not occur.
func (q Query) OpenSelect(name, label string, options []ui.Option) ui.Select {
	selected := q.Param(name)
	if selected != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == selected }) {
		options = append(slices.Clone(options), ui.Option{Value: selected, Text: selected})
	}
	return q.SelectField(name, label, options)
}

// Input returns a filter's input with its value.
func (q Query) Input(kind, name, label, hint string) ui.Input {
	return ui.Input{Kind: kind, Name: name, Label: label, Hint: hint, Value: q.Values.Get(name)}
}

// SizeInputs returns the inputs for the smallest and the largest size.
func (q Query) SizeInputs() []ui.Input {
	from, to := q.Input("number", "min", "Size from", "GB"), q.Input("number", "max", "Size to", "GB")
	from.Display, to.Display = from.Value+" GB", to.Value+" GB"
	return []ui.Input{from, to}
}

// CollapsibleFilter returns the filter form of a list with many filters, and the chips of the active ones.
func (q Query) CollapsibleFilter(hint string, first, more []ui.Select, inputs ...ui.Input) ui.Filter {
	f := q.Filter(hint, first...)
	f.Collapsible, f.More, f.Inputs, f.Clear = true, more, inputs, ""
	if q.Text != "" {
		f.Chips = append(f.Chips, q.chip("q", "Search", q.Text))
	}
	for _, s := range slices.Concat(first, more) {
		for _, o := range s.Options {
			if o.Selected && o.Value != "" {
				f.Chips = append(f.Chips, q.chip(s.Name, s.Label, o.Text))
			}
		}
	}
	for _, i := range inputs {
		if i.Value != "" {
			f.Chips = append(f.Chips, q.chip(i.Name, i.Label, cmp.Or(i.Display, i.Value)))
		}
	}
	f.Count = len(f.Chips)
	if q.Text != "" {
		f.Count--
	}
	if len(f.Chips) > 0 {
		f.ClearAll = q.clearedLink(f)
	}
	return f
}

func (q Query) chip(name, label, text string) ui.Chip {
	return ui.Chip{Text: label + ": " + text, Href: q.Link(name, "", "page", "")}
}

// clearedLink returns the list's address without its filters, in the same order and form.
func (q Query) clearedLink(f ui.Filter) string {
	changes := []string{"q", "", "page", ""}
	for _, s := range slices.Concat(f.Selects, f.More) {
		changes = append(changes, s.Name, "")
	}
	for _, i := range f.Inputs {
		changes = append(changes, i.Name, "")
	}
	return q.Link(changes...)
}
