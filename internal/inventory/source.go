package inventory

import (
	"context"
	"time"
)

// Source reads a contract. Package cloud implements it with the API. Every error is or wraps a *APIError. All
// methods are safe for concurrent use.
type Source interface {
	// Datacenters lists all data centers of the contract.
	Datacenters(ctx context.Context) (Listing[Datacenter], error)
	// Volumes lists the volumes of one data center.
	Volumes(ctx context.Context, datacenterID string) (Listing[Volume], error)
	// Servers lists the servers of one data center with the ids of their attached volumes.
	Servers(ctx context.Context, datacenterID string) (Listing[Server], error)
	// Snapshots lists all snapshots of the contract.
	Snapshots(ctx context.Context) (Listing[Snapshot], error)
	// Labels lists the labels of all resources of the contract.
	Labels(ctx context.Context) (Listing[Label], error)
	// OpenRequests lists the queued and running requests of all clients.
	OpenRequests(ctx context.Context) (Listing[Request], error)
	// RecentRequests lists the requests created after a time, in any status. Some may be missing: the time zone
	// of the filter is not documented (docs/ionos-api.md 3.3).
	RecentRequests(ctx context.Context, after time.Time) (Listing[Request], error)
	// Contract returns the contract with its limits.
	Contract(ctx context.Context) (Contract, error)
	// Locations lists the sites of the provider.
	Locations(ctx context.Context) (Listing[Location], error)
}
