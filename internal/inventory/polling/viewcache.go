package polling

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"snapdeck/internal/inventory"
)

const (
	cacheCheckInterval = 5 * time.Second  // the interval of checks whether the view must be saved
	cacheEvery         = 10 * time.Minute // the minimal interval between saves, except at shutdown
	cacheWithin        = 10 * time.Second // the timeout of a save
)

// CacheStore stores the data of a ViewCache.
type CacheStore interface {
	// Save replaces the stored text.
	Save(ctx context.Context, text []byte) error
	// Load returns the stored text, or nil, and its age by the clock of the store.
	Load(ctx context.Context) (text []byte, age time.Duration, err error)
}

// ViewCache stores the mirror's view, which a restart shows at once with its age while polling. Call Restore
// before Run, and each once.
type ViewCache struct {
	mirror *Mirror
	store  CacheStore
	origin string
	now    func() time.Time
	log    *slog.Logger

	readAt  time.Time // the mirror's last successful response at the last save
	savedAt time.Time
}

// NewViewCache returns the cache of a mirror. origin names the contract and its endpoint: a view stored for
// another one is never shown.
func NewViewCache(mirror *Mirror, store CacheStore, origin string, now func() time.Time, log *slog.Logger) *ViewCache {
	return &ViewCache{mirror: mirror, store: store, origin: origin, now: now, log: log}
}

// errFuture means that the age of a stored view is unknown because a clock is or was wrong.
var errFuture = errors.New("the view is dated in the future")

// Load loads the stored view into the mirror. An unusable one is ignored: everything is polled anyway. It
// must be called before the mirror runs.
func (c *ViewCache) Load(ctx context.Context) {
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
		c.log.Warn("ignore cached view", "reason", err.Error())
		return
	}
	c.mirror.loadCache(found, c.now().Add(-age))
	c.readAt, c.savedAt = c.mirror.Health().ReadAt, c.now()
}

// Run saves the view from time to time and when the context ends.
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

// save stores the view, unless the first load is incomplete or nothing was read since the last save.
func (c *ViewCache) save(ctx context.Context) {
	view, readAt := c.mirror.View(), c.mirror.Health().ReadAt
	if !view.Loading.Complete || !readAt.After(c.readAt) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, cacheWithin)
	defer cancel()
	if err := c.write(ctx, view); err != nil {
		c.log.Warn("save view cache", "error", err.Error())
	} else {
		c.readAt = readAt
	}
	c.savedAt = c.now() // a failed save is retried at the next interval
}

func (c *ViewCache) write(ctx context.Context, view *inventory.View) error {
	var text bytes.Buffer
	if err := writeCached(&text, view, c.origin, c.mirror.ages()); err != nil {
		return fmt.Errorf("encode view: %w", err)
	}
	return c.store.Save(ctx, text.Bytes())
}
