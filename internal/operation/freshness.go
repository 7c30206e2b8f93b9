package operation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"snapdeck/internal/inventory"
)

const (
	// freshFor is the maximal age of a listing that replaces reads of single snapshots.
	freshFor = 2 * time.Second
	// manyReads is the number of reads within freshFor at which a listing becomes cheaper.
	manyReads = 4
)

// freshReader reads snapshots with their labels right before a change: each by its id, or many at once from one
// complete listing. It is safe for concurrent use.
type freshReader struct {
	cloud Cloud
	now   func() time.Time

	mu    sync.Mutex
	reads []time.Time // the latest

	listing sync.Mutex // held while a listing is read
	began   time.Time  // when reading the listing began
	items   map[string]inventory.Snapshot
	labels  map[string]map[string]string
}

func newFreshReader(c Cloud, now func() time.Time) *freshReader {
	return &freshReader{cloud: c, now: now}
}

func (f *freshReader) labelled(ctx context.Context, id string) (inventory.Snapshot, map[string]string, error) {
	if f.many() {
		if s, labels, found := f.listed(ctx, id); found {
			return s, labels, nil
		}
	}
	s, err := f.cloud.Snapshot(ctx, id)
	if err != nil {
		return s, nil, fmt.Errorf("read snapshot %s: %w", id, err)
	}
	labels, err := f.cloud.SnapshotLabels(ctx, id)
	if errors.Is(err, inventory.ErrUnreadable) { // the list of all labels may show what its own list does not
		if s, labels, found := f.listed(ctx, id); found {
			return s, labels, nil
		}
	}
	if err != nil {
		return s, nil, fmt.Errorf("read the labels of snapshot %s: %w", id, err)
	}
	return s, labels, nil
}

// many records a read and reports whether there were many lately.
func (f *freshReader) many() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	f.reads = append(f.reads, now)
	if len(f.reads) > manyReads {
		f.reads = f.reads[len(f.reads)-manyReads:]
	}
	return len(f.reads) == manyReads && !tooOld(now, f.reads[0], freshFor)
}

// tooOld reports whether what was read at a time is older than most. A time ahead of the clock is too old as well: the
// clock was set back, by an unknown time.
func tooOld(now, at time.Time, most time.Duration) bool {
	age := now.Sub(at)
	return age < 0 || age > most
}

// listed returns a snapshot from a complete and recent listing, reading one if necessary. A snapshot that is
// missing, or cannot be listed, must be read by its id.
func (f *freshReader) listed(ctx context.Context, id string) (s inventory.Snapshot, labels map[string]string, found bool) {
	f.listing.Lock()
	defer f.listing.Unlock()
	if tooOld(f.now(), f.began, freshFor) {
		f.read(ctx)
	}
	if tooOld(f.now(), f.began, freshFor) {
		return s, nil, false
	}
	s, found = f.items[id]
	return s, f.labels[id], found
}

func (f *freshReader) read(ctx context.Context) {
	f.items, f.labels = nil, nil
	began := f.now()
	snapshots, err := f.cloud.Snapshots(ctx)
	if err != nil || !snapshots.Complete() {
		return
	}
	labels, err := f.cloud.Labels(ctx)
	if err != nil || !labels.Complete() {
		return
	}
	f.began, f.items, f.labels = began, map[string]inventory.Snapshot{}, map[string]map[string]string{}
	for _, s := range snapshots.Items {
		f.items[s.ID], f.labels[s.ID] = s, map[string]string{}
	}
	for _, l := range labels.Items {
		if of, is := f.labels[l.ResourceID]; is {
			of[l.Key] = l.Value
		}
	}
}
