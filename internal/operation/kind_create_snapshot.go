package operation

import "context"

func createSnapshotSpec() kindSpec {
	return kindSpec{
		messages: messages{
			sending:       "Requesting the snapshot.",
			running:       "IONOS Cloud copies the volume.",
			done:          "The snapshot is available.",
			refused:       "No snapshot was created.",
			retrying:      "No snapshot was created yet. Snapdeck retries automatically.",
			answerLost:    "The snapshot may exist. Snapdeck searches for it before it retries.",
			notConfirmed:  "IONOS Cloud never confirmed the snapshot, and it does not exist. Snapdeck stopped retrying.",
			requestFailed: "No good snapshot was created.",
			unknown:       "Snapdeck could not determine whether the snapshot was created. Search for it by its name before you try again.",
		},
		send: (*Engine).sendCreate, verify: (*Engine).verifyByMarker, poll: (*Engine).pollSnapshot,
	}
}

// sendCreate requests the snapshot, with the operation's marker in its description.
func (e *Engine) sendCreate(ctx context.Context, op Operation) (Receipt, error) {
	params := op.Params
	params.Description = op.Marker().Append(params.Description)
	return e.cloud.CreateSnapshot(ctx, op.DatacenterID, op.VolumeID, params)
}
