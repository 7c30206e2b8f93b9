package servers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestSetPill_ShowsCompleteness(t *testing.T) {
	t.Parallel()
	member := func(state inventory.State) operation.Member {
		return operation.Member{Snapshot: inventory.Snapshot{ID: "x", Metadata: inventory.Metadata{State: state}}}
	}
	good, busy, bad := member(inventory.StateAvailable), member(inventory.StateBusy), member(inventory.StateFailed)
	for name, c := range map[string]struct {
		members    []operation.Member
		tone, icon string
	}{
		"whole": {[]operation.Member{good, good}, "good", "check"}, "running": {[]operation.Member{good, busy}, "busy", "spin"},
		"not whole": {[]operation.Member{good, bad}, "bad", "alert"}, "nothing left": {[]operation.Member{bad, bad}, "bad", "cross"},
	} {
		pill := setPill(operation.Set{Members: c.members}, 2)
		require.Equal(t, [2]string{c.tone, c.icon}, [2]string{pill.Tone, pill.Icon}, name)
	}
}
