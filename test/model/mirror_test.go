package model

import (
	"context"
	"sync"
	"time"

	sdkcloud "snapdeck/internal/cloud"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
)

// mirror is a view of any age, since the test decides when it is read.
type mirror struct {
	mu   sync.Mutex
	view *inventory.View
	at   time.Time
}

// read reads the whole contract. If a part cannot be read, everything stays unchanged.
func (m *mirror) read(ctx context.Context, c *sdkcloud.Client, now time.Time) {
	l, err := listings(ctx, c)
	if err != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.view, m.at = inference.Infer(inventory.NewView(l, now), nil), now
}

func listings(ctx context.Context, c *sdkcloud.Client) (l inventory.Listings, err error) {
	centers, err := c.Datacenters(ctx)
	if err != nil {
		return l, err
	}
	l.Datacenters = centers.Items
	for _, dc := range centers.Items {
		volumes, err := c.Volumes(ctx, dc.ID)
		if err != nil {
			return l, err
		}
		servers, err := c.Servers(ctx, dc.ID)
		if err != nil {
			return l, err
		}
		l.Volumes, l.Servers = append(l.Volumes, volumes.Items...), append(l.Servers, servers.Items...)
	}
	snapshots, err := c.Snapshots(ctx)
	if err != nil {
		return l, err
	}
	labels, err := c.Labels(ctx)
	if err != nil {
		return l, err
	}
	requests, err := c.OpenRequests(ctx)
	l.Snapshots, l.Labels, l.Requests = snapshots.Items, labels.Items, requests.Items
	return l, err
}

// View returns what was read last.
func (m *mirror) View() *inventory.View {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.view
}

// ReadAt returns when it was read.
func (m *mirror) ReadAt(inventory.Resource) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at
}

// Refresh does nothing: the test decides when to read.
func (m *mirror) Refresh(...inventory.Resource) {}
