package model

import (
	"context"
	"sync"
	"time"

	sdkcloud "snapdeck/internal/cloud"
	"snapdeck/internal/inventory"
)

// mirror is a view of the cloud that is read when the test says so, so that it may be of any age.
type mirror struct {
	mu   sync.Mutex
	view *inventory.View
	at   time.Time
}

// read reads the whole contract. When a part cannot be read, all stays as it was.
func (m *mirror) read(ctx context.Context, c *sdkcloud.Client, now time.Time) {
	l, err := listings(ctx, c)
	if err != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.view, m.at = inventory.NewView(l, now), now
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

// ReadAt returns when that was.
func (m *mirror) ReadAt(inventory.Resource) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at
}

// Refresh asks for nothing: the test reads when it likes.
func (m *mirror) Refresh(...inventory.Resource) {}

// Inferences are those without the requests of the past.
func (m *mirror) Inferences(v *inventory.View) *inventory.Inferences {
	return inventory.InferAll(v, inventory.RequestHistory{})
}
