package web

import (
	"context"
	"errors"
	"sync"

	"snapdeck/internal/saved"
)

// SavedViews are the lists that people saved under a name.
type SavedViews interface {
	// SavedViews returns a user's views, list by list, by name.
	SavedViews(ctx context.Context, userID string) ([]saved.View, error)
	// SaveView stores a view in place of the one of that name.
	SaveView(ctx context.Context, v saved.View) error
	RenameView(ctx context.Context, userID, id, name string) error
	SetDefaultView(ctx context.Context, userID, id string, isDefault bool) error
	DeleteView(ctx context.Context, userID, id string) error
}

// savedViewCache remembers for a second what people saved, so that the navigation of each page need not
// ask the database. It may be used concurrently.
type savedViewCache struct {
	mu      sync.Mutex
	changes uint64
	second  int64
	views   map[string][]saved.View // by user
}

func (c *savedViewCache) get(now CacheVersion, userID string) (views []saved.View, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != now.Changes || c.second != now.Second {
		return nil, false
	}
	views, known = c.views[userID]
	return views, known
}

func (c *savedViewCache) put(now CacheVersion, userID string, views []saved.View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.views == nil || c.changes != now.Changes || c.second != now.Second {
		c.changes, c.second, c.views = now.Changes, now.Second, map[string][]saved.View{}
	}
	c.views[userID] = views
}

// ViewsOf are the views that a user saved.
func (s *Base) ViewsOf(ctx context.Context, req Request, userID string) ([]saved.View, error) {
	if userID == "" {
		return nil, nil
	}
	if views, known := s.savedViewCache.get(req.Version, userID); known {
		return views, nil
	}
	views, err := s.SavedViews.SavedViews(ctx, userID)
	if err != nil {
		return nil, err
	}
	s.savedViewCache.put(req.Version, userID, views)
	return views, nil
}

// defaultViews are the addresses to which the navigation leads a user, by list. A page shows
// without them rather than not at all.
func (s *Base) defaultViews(ctx context.Context, req Request, userID string) map[string]string {
	views, err := s.ViewsOf(ctx, req, userID)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("read saved views", "error", err.Error())
	}
	var fallback map[string]string
	for _, v := range views {
		if v.Default {
			if fallback == nil {
				fallback = map[string]string{}
			}
			fallback[v.List] = v.Address()
		}
	}
	return fallback
}
