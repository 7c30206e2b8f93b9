package storm

import (
	"testing"

	"snapdeck/internal/cloud/ionossim"
)

// scenarios returns the ways in which one snapshot is created. Their expected calls make sure that no point is
// missing from the table.
func scenarios() []scenario {
	fallback := []string{
		"Submit", "Save submitting", "CreateSnapshot", "Save accepted",
		"SetSnapshotLabel snapdeck-datacenter", "SetSnapshotLabel snapdeck-volume", "SetSnapshotLabel snapdeck-operation",
		"Save labels written", "Request", "Save provisioning", "Snapshot", "Save done",
	}
	lost := append([]string{"Save submitting #2", "Snapshots", "RequestsSince"}, fallback...)
	return []scenario{
		{name: "a good response", expected: fallback},
		{name: "the response is a 504", variant: true, lost: ionossim.GatewayTimeoutAfter, expected: lost},
		{name: "the response is cut off", variant: true, lost: ionossim.ResetAfter, expected: lost},
		{name: "a process died before the response", earlier: "after CreateSnapshot", expected: append([]string{"Snapshots", "RequestsSince"}, fallback[3:]...)},
		{name: "a process died before the call", variant: true, earlier: "before CreateSnapshot", expected: append([]string{"Snapshots", "RequestsSince"}, fallback[1:]...)},
	}
}

// A process is killed before and after each write to the ledger and each API call, and another one starts on the same
// data.
func TestCrash_CreateAtEveryPoint(t *testing.T) {
	t.Parallel()
	for database, open := range databases() {
		for _, s := range scenarios() {
			if s.variant && database != "SQLite" {
				continue
			}
			t.Run(database+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				points := s.distinct(s.points(t, open(t)))
				t.Logf("%d points", len(points))
				for _, point := range points {
					t.Run(point, func(t *testing.T) {
						t.Parallel()
						s.dieAt(t, open(t), point)
					})
				}
			})
		}
	}
}
