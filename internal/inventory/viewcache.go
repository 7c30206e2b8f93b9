package inventory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

const (
	cacheCheckInterval = 5 * time.Second  // how often it is looked whether a view is to be saved
	cacheEvery         = 10 * time.Minute // how often at most one is, beside at the end
	cacheWithin        = 10 * time.Second // how long that may take
)

// CacheStore is where a ViewCache stores what is known of a contract.
type CacheStore interface {
	// Save stores a text in place of the one that was stored before.
	Save(ctx context.Context, text []byte) error
	// Load returns the text that was stored last, nil if none ever was, and how long ago that was,
	// by one clock for all who store there.
	Load(ctx context.Context) (text []byte, age time.Duration, err error)
}

// ViewCache stores what a mirror knows, so that a start shows it at once, with its age, while the
// cloud is read. Restore is called before Run, and each once.
type ViewCache struct {
	mirror *Mirror
	store  CacheStore
	origin string
	now    func() time.Time
	log    *slog.Logger

	readAt  time.Time // when the cloud had answered last when it was saved last
	savedAt time.Time
}

// NewViewCache returns the cache of a mirror. Origin names the contract and where it is: what was
// stored of another one is never shown.
func NewViewCache(mirror *Mirror, store CacheStore, origin string, now func() time.Time, log *slog.Logger) *ViewCache {
	return &ViewCache{mirror: mirror, store: store, origin: origin, now: now, log: log}
}

// errFuture says that nobody knows how old a stored view is: a clock was or is wrong.
var errFuture = errors.New("it is dated in the future")

// Restore gives the mirror what was stored. What cannot be used is as if it had never been
// stored: everything is read from the cloud anyway. It must be called before the mirror runs.
func (c *ViewCache) Restore(ctx context.Context) {
	text, age, err := c.store.Load(ctx)
	if err == nil && text == nil {
		return
	}
	var found cachedView
	if err == nil {
		found, err = readCached(bytes.NewReader(text), c.origin)
	}
	if err == nil && (age < 0 || found.head.future()) {
		err = errFuture
	}
	if err != nil {
		c.log.Warn("cached view not used", "reason", err.Error())
		return
	}
	c.mirror.loadCache(found, c.now().Add(-age))
	c.readAt, c.savedAt = c.mirror.Health().ReadAt, c.now()
}

// Run saves the view now and then until the context ends, and then once more.
func (c *ViewCache) Run(ctx context.Context) {
	tick := time.NewTicker(cacheCheckInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			c.save(context.WithoutCancel(ctx))
			return
		case <-tick.C:
		}
		if c.savedAt.IsZero() || c.now().Sub(c.savedAt) >= cacheEvery {
			c.save(ctx)
		}
	}
}

// save stores the view, unless it lacks something that the cloud was not asked for yet or the cloud
// has not answered since the last time.
func (c *ViewCache) save(ctx context.Context) {
	view, readAt := c.mirror.View(), c.mirror.Health().ReadAt
	if !view.Loading.Complete || !readAt.After(c.readAt) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, cacheWithin)
	defer cancel()
	if err := c.write(ctx, view); err != nil {
		c.log.Warn("save the view for the next start", "error", err.Error())
	} else {
		c.readAt = readAt
	}
	c.savedAt = c.now() // after a failure it is tried again when it is due again
}

func (c *ViewCache) write(ctx context.Context, view *View) error {
	var text bytes.Buffer
	if err := writeCached(&text, view, c.origin, c.mirror.ages()); err != nil {
		return fmt.Errorf("encode it: %w", err)
	}
	return c.store.Save(ctx, text.Bytes())
}
