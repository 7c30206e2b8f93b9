package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/inventory"
)

// pollVolumeState ends an operation when its volume is available.
func (e *Engine) pollVolumeState(ctx context.Context, op Operation, volumeID string) (time.Duration, error) {
	vol, err := e.cloud.Volume(ctx, op.DatacenterID, volumeID)
	messages := op.Kind.Spec().messages
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return e.volumeMissing(ctx, op)
	case err != nil:
		return e.retryDelay(err, e.timing.PollInterval), nil
	case vol.Metadata.State == inventory.StateAvailable:
		e.inventory.Refresh(op.Kind.Spec().Changes...)
		return e.stepTo(ctx, op, Done, messages.done)
	case vol.Metadata.State == inventory.StateFailed:
		op.Failure = &Failure{Kind: FailedRequest, RequestID: op.RequestID, Text: "The volume has the state FAILED."}
		return e.stepTo(ctx, op, Failed, "The volume failed.")
	case vol.Metadata.State.Stable() && e.sinceProgress(op) >= e.timing.MissingTimeout:
		op.Failure = &Failure{Kind: LostOutcome, RequestID: op.RequestID, Text: oddState("volume", vol.Metadata.State)}
		return e.stepTo(ctx, op, Unknown, "IONOS Cloud reports a state that Snapdeck cannot interpret.")
	}
	return e.timing.PollInterval, nil
}

// oddState is a sentence about a resource that stays in neither an available nor a failed state.
func oddState(resource string, s inventory.State) string {
	if s == "" {
		return "The " + resource + " has no state."
	}
	return "The " + resource + " has the state " + string(s) + ", which is neither available nor failed."
}
