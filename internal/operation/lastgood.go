package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"snapdeck/internal/inventory"
)

// maxRemainingReads is the number of a volume's good snapshots that are read to find one that remains.
const maxRemainingReads = 5

// RemainingCopies finds the last good snapshots of volumes when some others are gone. It searches each volume's
// snapshots once, and is not safe for concurrent use.
type RemainingCopies struct {
	view      *inventory.View
	deleted   func(id string) bool
	remaining map[string][]string // by volume: up to two good ones, enough to except one
}

// NewRemainingCopies returns the good snapshots of a view, without those that are gone.
func NewRemainingCopies(v *inventory.View, deleted func(id string) bool) *RemainingCopies {
	return &RemainingCopies{view: v, deleted: deleted, remaining: map[string][]string{}}
}

// LosingLast returns the volumes that lose their last good snapshot with the given one: it is good and may come from
// them, and no other known or certain good one remains.
func (c *RemainingCopies) LosingLast(s inventory.Snapshot) []string {
	if !mayBeGood(s) {
		return nil
	}
	var last []string
	for _, volumeID := range c.view.MayComeFrom(s.ID) {
		if !slices.ContainsFunc(c.of(volumeID), func(id string) bool { return id != s.ID }) {
			last = append(last, volumeID)
		}
	}
	return last
}

func (c *RemainingCopies) of(volumeID string) []string {
	found, known := c.remaining[volumeID]
	if known {
		return found
	}
	for s := range c.view.GoodCopiesOf(volumeID) {
		if c.deleted(s.ID) {
			continue
		}
		if found = append(found, s.ID); len(found) == 2 {
			break
		}
	}
	c.remaining[volumeID] = found
	return found
}

// mayBeGood reports whether a snapshot's state allows it to be a good copy; one that is being changed is as
// good as before.
func mayBeGood(s inventory.Snapshot) bool { return s.Metadata.State != inventory.StateFailed }

// lastGood forbids deleting the last good snapshot of a volume unless the user confirmed it. It proves that
// another good one remains by reading one from IONOS Cloud.
func (e *Engine) lastGood(ctx context.Context, op Operation, found *evidence) (string, error) {
	if !mayBeGood(found.snapshot) || op.Task.Consent != nil && op.Task.Consent.LastGood {
		return "", nil
	}
	view := e.inventory.View()
	if _, listed := view.Snapshot(op.SnapshotID); !listed || !view.Loading.Complete {
		return "", &inventory.APIError{Kind: inventory.ErrUnreadable, Op: "look for other good snapshots", Cause: errNotLoaded}
	}
	for _, volumeID := range mayComeFrom(view, found) {
		id, err := e.findRemaining(ctx, view.GoodCopiesOf(volumeID), op.SnapshotID)
		if err != nil {
			return "", fmt.Errorf("look for another good snapshot of volume %s: %w", volumeID, err)
		}
		if id == "" {
			vol, _ := view.Volume(volumeID)
			return fmt.Sprintf("It is now the last good snapshot of volume %s, so it was not deleted.", cmp.Or(vol.Name, volumeID)), nil
		}
		found.remaining = append(found.remaining, id)
	}
	return "", nil
}

// errNotLoaded means that the view does not show yet where the snapshot may come from, such as after a start.
var errNotLoaded = errors.New("the contract is not completely loaded yet")

// mayComeFrom returns the volumes that a snapshot may come from: by its current labels and marker, and by the
// view.
func mayComeFrom(view *inventory.View, found *evidence) []string {
	volumes := view.MayComeFrom(found.snapshot.ID)
	if id := found.labels[inventory.LabelVolume]; id != "" && !slices.Contains(volumes, id) {
		volumes = append(volumes, id)
	}
	if _, m, marked := inventory.CutMarker(found.snapshot.Description); marked && m.VolumeID != "" && !slices.Contains(volumes, m.VolumeID) {
		volumes = append(volumes, m.VolumeID)
	}
	return volumes
}

// findRemaining reads the good snapshots of a volume one by one, newest first, until one is available; "" means
// that none is. An unreadable one does not count, and is an error when there is no other.
func (e *Engine) findRemaining(ctx context.Context, copies iter.Seq[*inventory.Snapshot], except string) (string, error) {
	var unread error
	tried := 0
	for s := range copies {
		if s.ID == except {
			continue
		}
		if tried == maxRemainingReads {
			break
		}
		tried++
		deleting, err := e.beingDeleted(ctx, s.ID)
		if err != nil {
			return "", err
		}
		if deleting {
			continue
		}
		now, err := e.cloud.Snapshot(ctx, s.ID) // by its id: a listing may be older than a deletion
		switch {
		case err == nil && now.Metadata.State == inventory.StateAvailable:
			return s.ID, nil
		case err != nil && !errors.Is(err, inventory.ErrNotFound):
			unread = err
		}
	}
	return "", unread
}

// beingDeleted reports whether a deletion of a snapshot is in flight.
func (e *Engine) beingDeleted(ctx context.Context, snapshotID string) (bool, error) {
	open, err := e.ledger.IncompleteOn(ctx, []string{snapshotID})
	if err != nil {
		return false, fmt.Errorf("look for a deletion of snapshot %s: %w", snapshotID, err)
	}
	return slices.ContainsFunc(open, func(op Operation) bool { return op.Kind == DeleteSnapshot && op.State.InFlight() }), nil
}
