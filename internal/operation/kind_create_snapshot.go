package operation

import (
	"context"
)

func createSnapshotSpec() kindSpec {
	return kindSpec{
		messages: createSnapshotMessages(),
		send:     (*Engine).sendCreate, verify: (*Engine).verifyByMarker, poll: (*Engine).pollSnapshot,
	}
}

func createSnapshotMessages() messages {
	return messages{
		sending:       "Asking the cloud for the snapshot.",
		running:       "The cloud copies the volume.",
		done:          "The snapshot is available.",
		refused:       "The cloud refused the request. Nothing was created.",
		retrying:      "The cloud did not take the request. Nothing was created; Snapdeck asks again by itself.",
		answerLost:    "The cloud's answer did not come through, so the snapshot may exist. Snapdeck looks for it before it asks again.",
		notConfirmed:  "The cloud never confirmed the snapshot, and it is not there. Snapdeck has stopped asking.",
		requestFailed: "The cloud accepted the request and then could not carry it out.",
		unknown:       "Nobody can prove whether the snapshot was made. Look for it by its name before you try again.",
	}
}

// sendCreate requests the snapshot, with the operation's marker in its description.
func (e *Engine) sendCreate(ctx context.Context, op Operation) (Receipt, error) {
	params := op.Params
	params.Description = op.Marker().Append(params.Description)
	return e.cloud.CreateSnapshot(ctx, op.DatacenterID, op.VolumeID, params)
}
