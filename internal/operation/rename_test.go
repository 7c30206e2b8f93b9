package operation

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestExpandSnapshotName_Variables(t *testing.T) {
	t.Parallel()
	facts := NameTemplateData{
		Snapshot: inventory.Snapshot{Name: "old", Location: "de/fra", SizeGB: 10}, Volume: "db-01", Datacenter: "prod",
		Created: time.Date(2026, 3, 29, 2, 5, 0, 0, time.UTC), N: 7, Of: 120,
	}
	for template, want := range map[string]string{
		"{volume} {date} {time}":            "db-01 2026-03-29 02:05",
		"  {name}   of {datacenter} ":       "old of prod",
		"{n}-{location}-{size}":             "007-de/fra-10 GB",
		"{created}":                         "2026-03-29 02:05",
		"{unknown} stays":                   "{unknown} stays",
		"":                                  "",
		"{name}" + strings.Repeat("x", 300): "old" + strings.Repeat("x", 300),
	} {
		got, empty := ExpandSnapshotName(template, facts)
		require.Equal(t, want, got, template)
		require.Empty(t, empty, template)
	}
	_, empty := ExpandSnapshotName("{volume} {name} {datacenter}", NameTemplateData{Snapshot: facts.Snapshot, Of: 1})
	require.Equal(t, []string{"{volume}", "{datacenter}"}, empty)
	_, empty = ExpandSnapshotName("{name} {size}", NameTemplateData{Snapshot: inventory.Snapshot{Name: "old"}})
	require.Equal(t, []string{"{size}"}, empty, "a size that is not known is not 0 GB")
	require.Equal(t, "was old\nof db-01", ExpandSnapshotText(" was {name}\r\nof {volume}\n", facts))
}

func TestExpandSnapshotName_ReportsInvalid(t *testing.T) {
	t.Parallel()
	require.Equal(t, "{colour}", UnknownVariable("{name} {colour} {shape}"))
	require.Empty(t, UnknownVariable("{name} {volume} {n} { } {}"))
	require.Empty(t, NameProblem("nightly"))
	require.Contains(t, NameProblem(strings.Repeat("é", inventory.MaxName+1)), "256 characters")
	require.NotEmpty(t, NameProblem(""))
	require.NotEmpty(t, NameProblem("a\x00b"))
}
