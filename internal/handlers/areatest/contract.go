// Package areatest builds the contract, the operations and the base for the tests of an area.
package areatest

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Noon is the time of all tests.
var Noon = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

// Day is the target age of a contract unless a test sets another one.
const Day = 24 * time.Hour

// Contract is a contract with one data center, to which tests add resources.
type Contract struct {
	inventory.Listings
	Attempts *coverage.Attempts
	Target   time.Duration
	Loading  inventory.Progress // of the first load, unless it is complete
	Inferred bool               // sources are inferred
	ops      []operation.Operation
}

// NewContract returns a contract with the data center "fra".
func NewContract() *Contract {
	return &Contract{
		Listings: inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "fra", Name: "prod", Location: "de/fra"}}},
		Attempts: coverage.NewAttempts(nil), Target: Day, Loading: inventory.Progress{Complete: true},
	}
}

// Volume adds a volume whose name is its ID, with a good snapshot for each age, called "web-0", "web-1" and so on.
func (c *Contract) Volume(id string, gb float64, ages ...time.Duration) *Contract {
	c.Volumes = append(c.Volumes, inventory.Volume{
		ID: id, DatacenterID: "fra", Name: id, Type: "HDD", SizeGB: gb,
		Metadata: inventory.Metadata{CreatedDate: Noon.AddDate(-3, 0, 0), State: inventory.StateAvailable},
	})
	for i, age := range ages {
		c.Snapshot(id+"-"+strconv.Itoa(i), id, gb, age)
	}
	return c
}

// VolumesNamed adds volumes of 10 GB without a snapshot: "v-0000", "v-0001" and so on.
func (c *Contract) VolumesNamed(n int, ages ...time.Duration) *Contract {
	for i := range n {
		c.Volume(fmt.Sprintf("v-%04d", i), 10, ages...)
	}
	return c
}

// Snapshot adds an available snapshot, with its source unless that is "".
func (c *Contract) Snapshot(id, volumeID string, gb float64, age time.Duration, change ...func(*inventory.Snapshot)) *Contract {
	s := inventory.Snapshot{
		ID: id, Name: id, SizeGB: gb, Location: "de/fra", Metadata: inventory.Metadata{CreatedDate: Noon.Add(-age), State: inventory.StateAvailable},
	}
	if volumeID != "" {
		s.Description = inventory.Marker{OperationID: "of-" + id, VolumeID: volumeID}.String()
	}
	for _, f := range change {
		f(&s)
	}
	c.Snapshots = append(c.Snapshots, s)
	return c
}

// InState sets the state of a snapshot.
func InState(state inventory.State) func(*inventory.Snapshot) {
	return func(s *inventory.Snapshot) { s.Metadata.State = state }
}

// Label adds a label to a "volume" or a "snapshot".
func (c *Contract) Label(resourceType, id, key, value string) *Contract {
	c.Labels = append(c.Labels, inventory.Label{ResourceType: resourceType, ResourceID: id, Key: key, Value: value})
	return c
}

// Locked adds a lock without an end to a snapshot.
func (c *Contract) Locked(snapshotID, reason string) *Contract {
	return c.Label("snapshot", snapshotID, inventory.LabelLock, "open").Label("snapshot", snapshotID, inventory.LabelLockReason, reason)
}

// Failed adds a failed attempt to create a snapshot of a volume.
func (c *Contract) Failed(volumeID, cause string, age time.Duration) *Contract {
	c.Attempts.Put(operation.Operation{
		ID: "failed-" + volumeID, Kind: operation.CreateSnapshot, VolumeID: volumeID, VolumeName: volumeID, State: operation.Failed,
		CreatedAt: Noon.Add(-age - time.Minute), FinishedAt: Noon.Add(-age), Failure: &operation.Failure{Kind: cause},
	})
	return c
}

// Quota sets the HDD quota in GB.
func (c *Contract) Quota(used, limit int64) *Contract {
	c.Contract.Limits.HDDProvisionedMB, c.Contract.Limits.HDDPerContractMB = used*1024, limit*1024
	return c
}

// SSDQuota sets the SSD quota in GB.
func (c *Contract) SSDQuota(used, limit int64) *Contract {
	c.Contract.Limits.SSDProvisionedMB, c.Contract.Limits.SSDPerContractMB = used*1024, limit*1024
	return c
}

// Priced sets the price per GB and 30 days of snapshots in de/fra.
func (c *Contract) Priced(perGB string) *Contract {
	if err := c.Prices.UnmarshalText([]byte("de/fra=" + perGB)); err != nil {
		panic(err)
	}
	c.Prices.Currency = "EUR"
	return c
}

// Operation adds operations, and fills in what a test leaves out.
func (c *Contract) Operation(ops ...operation.Operation) *Contract {
	for _, op := range ops {
		if op.Version == 0 {
			op.Version = 1
		}
		if op.CreatedAt.IsZero() {
			op.CreatedAt = Noon.Add(-time.Hour + time.Duration(len(c.ops))*time.Second)
		}
		if op.State.Final() && op.FinishedAt.IsZero() {
			op.FinishedAt = Noon.Add(-time.Minute)
		}
		c.ops = append(c.ops, op)
	}
	return c
}

// View returns the contract as it is read.
func (c *Contract) View() *inventory.View {
	raw := inventory.NewView(c.Listings, Noon)
	raw.Loading = c.Loading
	if !c.Inferred {
		return raw
	}
	reader := inference.NewHistoryReader(nil, func() {}, time.Now, slog.New(slog.DiscardHandler))
	return inference.NewSources(func() *inventory.View { return raw }, reader).View()
}
