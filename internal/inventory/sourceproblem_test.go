package inventory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A volume that is only unlikely must remain.
func TestSourceProblemOf_ExcludesImpossibleVolumesOnly(t *testing.T) {
	t.Parallel()
	taken := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	at := func(t time.Time) Metadata { return Metadata{CreatedDate: t} }
	snap := Snapshot{SizeGB: 10, Location: "de/fra", Metadata: at(taken)}
	unsized, undated := snap, snap
	unsized.SizeGB, undated.Metadata = 0, Metadata{}
	for name, c := range map[string]struct {
		location string
		volume   Volume
		snapshot Snapshot
		want     SourceProblem
	}{
		"as large, older":                {"de/fra", Volume{SizeGB: 10, Metadata: at(taken.Add(-time.Hour))}, snap, ""},
		"of the same moment":             {"de/fra", Volume{SizeGB: 10, Metadata: at(taken)}, snap, ""},
		"of an unknown age":              {"de/fra", Volume{SizeGB: 10}, snap, ""},
		"a snapshot of an unknown age":   {"de/fra", Volume{SizeGB: 10, Metadata: at(taken)}, undated, ""},
		"has grown since":                {"de/fra", Volume{SizeGB: 20}, snap, ""},
		"a snapshot of unknown size":     {"de/fra", Volume{SizeGB: 1}, unsized, ""},
		"both of unknown size":           {"de/fra", Volume{}, unsized, ""},
		"of unknown size":                {"de/fra", Volume{}, snap, SourceSizeUnknown},
		"smaller":                        {"de/fra", Volume{SizeGB: 9}, snap, SourceTooSmall},
		"younger":                        {"de/fra", Volume{SizeGB: 10, Metadata: at(taken.Add(time.Second))}, snap, SourceTooYoung},
		"somewhere else":                 {"de/txl", Volume{SizeGB: 10}, snap, SourceElsewhere},
		"in a part of its location":      {"de/fra/2", Volume{SizeGB: 10}, snap, SourceElsewhere},
		"an image":                       {"de/fra", Volume{SizeGB: 10, Type: "ISO"}, snap, SourceIsImage},
		"somewhere else, and an image":   {"", Volume{SizeGB: 10, Type: "ISO"}, snap, SourceElsewhere},
		"smaller, and made afterwards":   {"de/fra", Volume{SizeGB: 9, Metadata: at(taken.Add(time.Hour))}, snap, SourceTooSmall},
		"a snapshot without a location":  {"", Volume{SizeGB: 10}, Snapshot{SizeGB: 10}, ""},
		"a location that was not listed": {"", Volume{SizeGB: 10}, snap, SourceElsewhere},
	} {
		require.Equal(t, c.want, SourceProblemOf(c.location, &c.volume, &c.snapshot), name)
	}
}
