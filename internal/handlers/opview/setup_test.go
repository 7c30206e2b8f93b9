package opview

import (
	"time"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// setup returns a view of the operations of a contract, as a page shows them.
func setup(c *areatest.Contract, ops ...operation.Operation) (*Presenter, web.Request) {
	base := c.Operation(ops...).Base()
	return New(base), areatest.Request(base, "/")
}

// contract returns a contract with the volume "web" and its snapshot "web-0".
func contract() *areatest.Contract { return areatest.NewContract().Volume("web", 10, time.Hour) }

// creation returns the creation of a snapshot of the volume "web", requested ten minutes ago.
func creation(id string, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	op := operation.Operation{
		ID: id, Kind: operation.CreateSnapshot, State: state, DatacenterID: "fra", DatacenterName: "prod", Location: "de/fra", VolumeID: "web", VolumeName: "web",
		SizeGB: 10, Params: operation.CreateParams{Name: "copy"}, CreatedAt: areatest.Noon.Add(-10 * time.Minute), Version: 1,
	}
	return changed(op, change)
}

// deletion returns the deletion of the snapshot "web-0".
func deletion(id string, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	op := operation.Operation{
		ID: id, Kind: operation.DeleteSnapshot, State: state, SnapshotID: "web-0", VolumeID: "web", Params: operation.CreateParams{Name: "web-0"},
		CreatedAt: areatest.Noon.Add(-10 * time.Minute), Version: 1,
	}
	return changed(op, change)
}

func changed(op operation.Operation, change []func(*operation.Operation)) operation.Operation {
	for _, f := range change {
		f(&op)
	}
	return op
}

// because sets why an operation failed, waits or was prevented.
func because(kind string) func(*operation.Operation) {
	return func(op *operation.Operation) { op.Failure = &operation.Failure{Kind: kind, Text: "Why."} }
}

// entered adds a stage that an operation entered some time ago.
func entered(state operation.State, ago time.Duration) func(*operation.Operation) {
	return func(op *operation.Operation) {
		op.Stages = append(op.Stages, operation.Stage{State: state, At: areatest.Noon.Add(-ago)})
	}
}
