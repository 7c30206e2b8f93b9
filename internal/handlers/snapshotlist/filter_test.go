package snapshotlist

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/inventory"
)

// A filter that is not in the form could be set by a link and never be removed.
func TestFilter_FormHasEachParameter(t *testing.T) {
	t.Parallel()
	s := New(areatest.NewContract().Volume("web", 10, hour).Base())
	for address, hidden := range map[string]bool{"/snapshots": false, "/snapshots?vol=web": true} {
		req := areatest.Request(s.Base, address)
		f := s.Filter(req, table.ParseQuery(req.URL, nil, inventory.Order{By: "created", Desc: true}))
		fields := map[string]bool{}
		for _, choice := range append(f.Selects, f.More...) {
			fields[choice.Name] = true
		}
		for _, input := range f.Inputs {
			fields[input.Name] = true
			if input.Name == "vol" {
				require.Equal(t, "web", input.Display, "the name and not the id")
			}
		}
		for _, key := range FilterKeys() {
			require.Equal(t, key != "vol" || hidden, fields[key], "%s: %s", address, key)
		}
	}
}

// A lock or a deletion of a snapshot that is gone selects nothing; an unknown choice selects all.
func TestProtectedIDs_OnlyExistingSnapshots(t *testing.T) {
	t.Parallel()
	s := New(areatest.NewContract().Volume("web", 10, hour).Locked("gone", "audit").Operation(deletionOf("gone")).Base())
	for choice, want := range map[string][]string{"locked": nil, "planned": nil, "nonsense": {"web-0"}, "": {"web-0"}} {
		require.ElementsMatch(t, want, found(s, "/snapshots?kept="+choice), choice)
	}
}
