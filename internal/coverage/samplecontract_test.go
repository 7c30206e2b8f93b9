package coverage_test

import (
	"fmt"
	"log/slog"
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inference"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const day = 24 * time.Hour

// noon is the time of the reports.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// sampleContract is a contract with one data center, to which tests add volumes and snapshots.
type sampleContract struct {
	inventory.Listings
	attempts *coverage.Attempts
	target   time.Duration
}

func newSampleContract() *sampleContract {
	return &sampleContract{
		Listings: inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "d1", Name: "prod", Location: "de/fra"}}},
		attempts: coverage.NewAttempts(nil), target: day,
	}
}

func (e *sampleContract) volume(id string, gb float64) {
	e.Volumes = append(e.Volumes, inventory.Volume{
		ID: id, DatacenterID: "d1", Name: "disk-" + id, SizeGB: gb, Metadata: inventory.Metadata{CreatedDate: noon.AddDate(-3, 0, 0), State: inventory.StateAvailable},
	})
}

// snapshot adds a snapshot that names its volume in the marker.
func (e *sampleContract) snapshot(volumeID string, age time.Duration, state inventory.State) string {
	return e.add(volumeID, age, state, "nightly", inventory.Marker{OperationID: "op", VolumeID: volumeID}.String())
}

// likely adds a snapshot whose name is its only hint at the volume.
func (e *sampleContract) likely(volumeID string, age time.Duration) string {
	return e.add(volumeID, age, inventory.StateAvailable, "disk-"+volumeID, "")
}

func (e *sampleContract) add(volumeID string, age time.Duration, state inventory.State, name, description string) string {
	id := fmt.Sprint("s", len(e.Snapshots))
	var gb float64
	for _, v := range e.Volumes {
		if v.ID == volumeID {
			gb = v.SizeGB
		}
	}
	e.Snapshots = append(e.Snapshots, inventory.Snapshot{
		ID: id, Name: name, Description: description, Location: "de/fra", SizeGB: gb, Metadata: inventory.Metadata{CreatedDate: noon.Add(-age), State: state},
	})
	return id
}

func (e *sampleContract) label(volumeID, key, value string) {
	e.Labels = append(e.Labels, inventory.Label{ResourceType: "volume", ResourceID: volumeID, Key: key, Value: value})
}

// ended returns a finished operation on a volume.
func ended(volumeID string, age time.Duration, state operation.State, cause string) operation.Operation {
	op := operation.Operation{
		ID: fmt.Sprint("op-", volumeID, age, state), Kind: operation.CreateSnapshot, VolumeID: volumeID, VolumeName: "disk-" + volumeID,
		State: state, CreatedAt: noon.Add(-age - time.Minute), FinishedAt: noon.Add(-age),
	}
	if state == operation.Failed {
		op.Failure = &operation.Failure{Kind: cause}
	}
	return op
}

func (e *sampleContract) view() *inventory.View {
	reader := inference.NewHistoryReader(nil, func() {}, time.Now, slog.New(slog.DiscardHandler))
	raw := inventory.NewView(e.Listings, noon)
	return inference.NewSources(func() *inventory.View { return raw }, reader).View()
}

func (e *sampleContract) report(now time.Time) *coverage.Report {
	return coverage.Of(e.view(), coverage.Facts{Target: e.target, Attempts: e.attempts, Now: now})
}
