package texts

import (
	"snapdeck/internal/foreign"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// CommonKind returns the kind of all operations of a batch, or "" when they differ or there are none.
func CommonKind(ops []operation.Operation) operation.Kind {
	if len(ops) == 0 {
		return ""
	}
	for _, op := range ops {
		if op.Kind != ops[0].Kind {
			return ""
		}
	}
	return ops[0].Kind
}

// SnapshotCountText returns a number of snapshots with its noun.
func SnapshotCountText(n int) string { return quantity.Plural(n, "snapshot", "snapshots") }

// DisplayName returns a name, or the ID if there is no visible one.
func DisplayName(name, id string) string { return foreign.DisplayName(name, id) }

// ShortID returns the start of an ID.
func ShortID(id string) string {
	if len(id) > 8 {
		return id[:8] + "…"
	}
	return id
}
