package operation

import (
	"context"

	"snapdeck/internal/inventory"
)

// CreateSnapshot creates a snapshot of a volume.
const CreateSnapshot Kind = "create-snapshot"

func createSnapshot() Spec {
	return Spec{
		Kind: CreateSnapshot,
		Words: Words{
			Label: "Create snapshot", Audit: "Create snapshot", Running: "Provisioning", Done: "Available", NotDone: "Cancelled",
			Succeeded: "is available", Failed: "failed", Noun: "snapshot", Nouns: "snapshots",
			Batch: BatchWords{All: "All available", Part: "Partly available", None: "Nothing created"},
			Step:  "Take safety snapshot of {volume}", IfFails: ifSafetyFails,
		},
		Icon: "camera", Target: TargetSnapshot, Creates: TargetSnapshot,
		Changes: []inventory.Resource{inventory.ResourceRequests, inventory.ResourceSnapshots},
		Right:   RightOperate, reviewedInChain: true, afterBackup: holdAfterBackup,
		messages: messages{
			found:         "IONOS Cloud had accepted the request; found by its marker.",
			sending:       "Requesting the snapshot.",
			running:       "IONOS Cloud copies the volume.",
			done:          "The snapshot is available.",
			refused:       "No snapshot was created.",
			retrying:      "No snapshot was created yet. Snapdeck retries automatically.",
			responseLost:  "The snapshot may exist. Snapdeck searches for it before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the snapshot, and it does not exist. Snapdeck stopped retrying.",
			requestFailed: "No good snapshot was created.",
			unknown:       "Snapdeck could not determine whether the snapshot was created. Search for it by its name before you try again.",
		},
		refuses:  refusesCreate,
		precheck: noPrecheck, send: (*Engine).sendCreate,
		verify: (*Engine).verifyByMarker, resolve: (*Engine).resolveByMarker, poll: (*Engine).pollSnapshot,
		remains: snapshotRemains, again: createAgain,
	}
}

// refusesCreate refuses a volume that IONOS Cloud cannot snapshot.
func refusesCreate(view *inventory.View, op Operation) string {
	vol, _ := view.Volume(op.VolumeID)
	return CreateProblem(vol).Text
}

// ifSafetyFails is what the failure of a safety snapshot means.
func ifSafetyFails(steps []Operation) string {
	if hasKind(steps, StartServer) {
		return "nothing is overwritten, and the server is started again."
	}
	return "nothing is overwritten."
}

// snapshotRemains reports whether the snapshot of a completed create is still a good copy.
func snapshotRemains(view *inventory.View, op Operation) bool {
	s, exists := view.Snapshot(op.SnapshotID)
	return exists && s.Metadata.State == inventory.StateAvailable
}

// createAgain drops the snapshot of the earlier try: a retry creates another one.
func createAgain(_ *inventory.View, r Request, _ Operation, _ []Operation) Request {
	r.SnapshotID = ""
	return r
}

// sendCreate requests the snapshot, with the operation's marker in its description.
func (e *Engine) sendCreate(ctx context.Context, op Operation) (Receipt, error) {
	params := op.Params
	params.Description = op.Marker().Append(params.Description)
	return e.cloud.CreateSnapshot(ctx, op.DatacenterID, op.VolumeID, params)
}
