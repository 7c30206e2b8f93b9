package handlers

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

const day = 24 * time.Hour

// ignore takes a parameter out of the list's address that means nothing, and says so.
func (l *listing) ignore(key, why string) {
	l.ignored = append(l.ignored, "“"+clip(l.values.Get(key), 40)+"” is ignored: "+why)
	l.values.Del(key)
}

// word is a parameter that may be any word.
func (l *listing) word(key string) string {
	return clip(strings.TrimSpace(l.values.Get(key)), maxQuery)
}

// oneOf is a parameter that is one of the options or nothing.
func (l *listing) oneOf(key, what string, options []views.Option) string {
	value := l.values.Get(key)
	if value == "" || slices.ContainsFunc(options, func(o views.Option) bool { return o.Value == value }) {
		return value
	}
	l.ignore(key, "there is no such choice for "+what+".")
	return ""
}

// sizes are the smallest and the largest size of a list.
func (l *listing) sizes() inventory.Range {
	r := inventory.Range{Min: l.gigabytes("min"), Max: l.gigabytes("max")}
	if r.Max > 0 && r.Min > r.Max {
		l.ignore("max", "the largest size is below the smallest.")
		r.Max = 0
	}
	return r
}

func (l *listing) gigabytes(key string) float64 {
	value := strings.TrimSpace(l.values.Get(key))
	if value == "" {
		return 0
	}
	gb, err := strconv.ParseFloat(value, 64)
	if err != nil || gb < 0 || math.IsInf(gb, 0) || math.IsNaN(gb) {
		l.ignore(key, "a size is a number of GB.")
		return 0
	}
	return gb
}

// label is a label that is wanted, as "key=value", or as "key" whatever its value.
func (l *listing) label() inventory.LabelQuery {
	text := l.word("label")
	key, value, exact := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if key == "" && text != "" {
		l.ignore("label", "a label is written key=value.")
		return inventory.LabelQuery{}
	}
	return inventory.LabelQuery{Key: key, Value: strings.TrimSpace(value), Any: key != "" && !exact}
}

// The choices that do not depend on what there is.
func attachedOptions() []views.Option {
	return []views.Option{{Value: "yes", Text: "Attached"}, {Value: "no", Text: "Not attached"}}
}

func protectionOptions() []views.Option {
	return []views.Option{
		{Value: "none", Text: "None known"},
		{Value: "over-24h", Text: "Older than 24 h, or none"},
		{Value: "over-7d", Text: "Older than 7 days, or none"},
		{Value: "under-24h", Text: "Within 24 h"},
	}
}

func sourceOptions() []views.Option {
	return []views.Option{
		{Value: "known", Text: "Known"}, {Value: "labels", Text: "Known by labels"}, {Value: "marker", Text: "Known by marker"},
		{Value: "unknown", Text: "Unknown"},
	}
}

func ageOptions() []views.Option {
	return []views.Option{
		{Value: "under-24h", Text: "Younger than 24 h"}, {Value: "under-7d", Text: "Younger than 7 days"},
		{Value: "over-24h", Text: "Older than 24 h"}, {Value: "over-7d", Text: "Older than 7 days"},
		{Value: "over-30d", Text: "Older than 30 days"}, {Value: "over-90d", Text: "Older than 90 days"},
		{Value: "over-365d", Text: "Older than a year"},
	}
}

// spanOf is the time that a choice such as "over-7d" means at a moment.
func spanOf(choice string, now time.Time) inventory.Span {
	ages := map[string]time.Duration{"24h": day, "7d": 7 * day, "30d": 30 * day, "90d": 90 * day, "365d": 365 * day}
	side, text, _ := strings.Cut(choice, "-")
	age, known := ages[text]
	switch {
	case known && side == "under":
		return inventory.Span{After: now.Add(-age)}
	case known && side == "over":
		return inventory.Span{Before: now.Add(-age)}
	default:
		return inventory.Span{}
	}
}

// open makes a select of a field that may have values that do not occur now.
func (l listing) open(name, label string, options []views.Option) views.Select {
	chosen := l.word(name)
	if chosen != "" && !slices.ContainsFunc(options, func(o views.Option) bool { return o.Value == chosen }) {
		options = append(slices.Clone(options), views.Option{Value: chosen, Text: chosen})
	}
	return l.choice(name, label, options)
}

func (l listing) input(kind, name, label, hint string) views.Input {
	return views.Input{Kind: kind, Name: name, Label: label, Hint: hint, Value: l.values.Get(name)}
}

// sizeInputs are the fields of the smallest and the largest size.
func (l listing) sizeInputs() []views.Input {
	from, to := l.input("number", "min", "Size from", "GB"), l.input("number", "max", "Size to", "GB")
	from.Shown, to.Shown = from.Value+" GB", to.Value+" GB"
	return []views.Input{from, to}
}

// folded makes the form of a list that has many filters, and the chips of those in use.
func (l listing) folded(hint string, first, more []views.Select, inputs ...views.Input) views.Filter {
	f := l.filter(hint, first...)
	f.Folds, f.More, f.Inputs, f.Clear = true, more, inputs, ""
	if l.Text != "" {
		f.Chips = append(f.Chips, l.chip("q", "Search", l.Text))
	}
	for _, s := range slices.Concat(first, more) {
		for _, o := range s.Options {
			if o.Chosen && o.Value != "" {
				f.Chips = append(f.Chips, l.chip(s.Name, s.Label, o.Text))
			}
		}
	}
	for _, i := range inputs {
		if i.Value != "" {
			f.Chips = append(f.Chips, l.chip(i.Name, i.Label, cmp.Or(i.Shown, i.Value)))
		}
	}
	f.Count = len(f.Chips)
	if l.Text != "" {
		f.Count--
	}
	if len(f.Chips) > 0 {
		f.ClearAll = l.cleared(f)
	}
	return f
}

func (l listing) chip(name, label, text string) views.Chip {
	return views.Chip{Text: label + ": " + text, Href: l.link(name, "", "page", "")}
}

// cleared is the list's address without its filters, as it is sorted and shown.
func (l listing) cleared(f views.Filter) string {
	changes := []string{"q", "", "page", ""}
	for _, s := range slices.Concat(f.Selects, f.More) {
		changes = append(changes, s.Name, "")
	}
	for _, i := range f.Inputs {
		changes = append(changes, i.Name, "")
	}
	return l.link(changes...)
}
