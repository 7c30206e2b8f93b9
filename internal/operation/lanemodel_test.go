package operation

import (
	"time"

	"snapdeck/internal/inventory"
)

// These functions compute from a plain list what Cache and the ledger compute from their indexes.

// queuePosition counts the operations ahead of one: those in flight that share its lane, and the older ones
// waiting in it. Planned operations, and those that wait for a dependency, block no other.
func queuePosition(op Operation, incomplete []Operation, now time.Time) int {
	n := 0
	for _, other := range incomplete {
		if other.ID == op.ID || !sharesLane(op, other) || other.State.Final() {
			continue
		}
		waits := other.Lane() == op.Lane() && before(&other, &op) && !other.NotDue(now) && !other.Held() && !waitsForDependency(other, incomplete)
		if other.State.InFlight() || waits {
			n++
		}
	}
	return n
}

// sharesLane reports whether two operations must not be in flight at the same time: those on the same data
// center, and those on the same snapshot if one of them changes it.
func sharesLane(a, b Operation) bool {
	if a.Kind.OnSnapshot() || b.Kind.OnSnapshot() {
		return a.SnapshotID != "" && a.SnapshotID == b.SnapshotID
	}
	return a.Lane() == b.Lane()
}

// foreignChanges counts the changes to a data center that none of the operations requested: open requests, or
// one when it is BUSY without any request that could be ours.
func foreignChanges(datacenterID string, incomplete []Operation, v *inventory.View) int {
	own, inFlight := map[string]bool{}, false
	for _, op := range incomplete {
		own[op.RequestID] = true
		inFlight = inFlight || op.DatacenterID == datacenterID && op.State.InFlight()
	}
	n := 0
	for _, r := range v.OpenRequests(datacenterID) {
		if !own[r.ID] {
			n++
		}
	}
	dc, _ := v.Datacenter(datacenterID)
	if n == 0 && !inFlight && dc.Metadata.State == inventory.StateBusy {
		return 1
	}
	return n
}

// waitsForDependency reports whether an operation waits for another one in the list, and thus blocks none.
func waitsForDependency(op Operation, incomplete []Operation) bool {
	if op.Task.DependsOn == "" {
		return false
	}
	for _, other := range incomplete {
		if other.ID == op.Task.DependsOn {
			return !other.State.Final() || other.State == Unknown
		}
	}
	return false
}
