package servers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestSetPill_ShowsWhetherASetIsWhole(t *testing.T) {
	t.Parallel()
	member := func(state inventory.State) operation.Member {
		return operation.Member{Snapshot: inventory.Snapshot{ID: "x", Metadata: inventory.Metadata{State: state}}}
	}
	good, busy, bad := member(inventory.StateAvailable), member(inventory.StateBusy), member(inventory.StateFailed)
	for want, members := range map[string][]operation.Member{
		"good": {good, good}, "busy": {good, busy}, "warn": {good, bad}, "bad": {bad, bad},
	} {
		require.Equal(t, want, setPill(operation.Set{Members: members}, 2).Tone)
	}
}
