package handlers

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
	SetUsualView(ctx context.Context, userID, id string, usual bool) error
	DeleteView(ctx context.Context, userID, id string) error
}

// viewCache remembers for a second what people saved, so that the navigation of each page need not
// ask the database. It may be used concurrently.
type viewCache struct {
	mu     sync.Mutex
	told   uint64
	second int64
	views  map[string][]saved.View // by user
}

func (c *viewCache) get(now stamp, userID string) (views []saved.View, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told != now.told || c.second != now.second {
		return nil, false
	}
	views, known = c.views[userID]
	return views, known
}

func (c *viewCache) put(now stamp, userID string, views []saved.View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.views == nil || c.told != now.told || c.second != now.second {
		c.told, c.second, c.views = now.told, now.second, map[string][]saved.View{}
	}
	c.views[userID] = views
}

// viewsOf are the views that a user saved.
func (s *Server) viewsOf(a asked, userID string) ([]saved.View, error) {
	if userID == "" {
		return nil, nil
	}
	if views, known := s.saves.get(a.stamp, userID); known {
		return views, nil
	}
	views, err := s.Saved.SavedViews(a.ctx, userID)
	if err != nil {
		return nil, err
	}
	s.saves.put(a.stamp, userID, views)
	return views, nil
}

// usualOf are the addresses to which the navigation leads a user, by list. A page shows
// without them rather than not at all.
func (s *Server) usualOf(a asked, userID string) map[string]string {
	views, err := s.viewsOf(a, userID)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("the saved views could not be read", "error", err.Error())
	}
	var usual map[string]string
	for _, v := range views {
		if v.Usual {
			if usual == nil {
				usual = map[string]string{}
			}
			usual[v.List] = v.Address()
		}
	}
	return usual
}
