package operation

import (
	"context"
	"errors"
	"time"

	"snapdeck/internal/backoff"
	"snapdeck/internal/inventory"
)

// maxLabelDelay bounds the doubling pause between tries to write labels.
const maxLabelDelay = 5 * time.Minute

// labelsDue reports whether the source labels may be tried now.
func (e *Engine) labelsDue(op Operation) bool {
	if op.SnapshotID == "" {
		return false
	}
	open := op.Labels.State == LabelsPending || op.Labels.State == LabelsFailing
	return open && !op.Labels.NextAt.After(e.now())
}

// label writes the source of the snapshot as labels on it. Refused or interrupted calls are retried until they
// succeed.
func (e *Engine) label(ctx context.Context, op Operation) (time.Duration, error) {
	if op.SnapshotID == "" {
		op.Labels.State = LabelsDropped
		_, err := e.save(ctx, op, nil)
		return 0, err
	}
	if rest := op.Labels.NextAt.Sub(e.now()); rest > 0 {
		return rest, nil
	}
	err := e.writeLabels(ctx, op)
	op.Labels.Tries++
	switch {
	case err == nil:
		op.Labels = LabelProgress{State: LabelsWritten, Tries: op.Labels.Tries}
		e.inventory.Refresh(inventory.ResourceLabels)
	case errors.Is(err, inventory.ErrNotFound) && op.State.Final() && e.provenGone(ctx, op):
		op.Labels.State, op.Labels.Note = LabelsDropped, "The snapshot no longer exists."
	default:
		rest := e.retryDelay(err, backoff.Doubling(e.timing.LabelRetryDelay, maxLabelDelay, op.Labels.Tries))
		op.Labels.State, op.Labels.Note = LabelsFailing, labelNote(err)
		op.Labels.NextAt = e.now().Add(rest)
	}
	_, saveErr := e.save(detached(ctx), op, nil)
	return 0, saveErr
}

func (e *Engine) writeLabels(ctx context.Context, op Operation) error {
	labels := [][2]string{
		{inventory.LabelDatacenter, op.DatacenterID},
		{inventory.LabelVolume, op.VolumeID},
		{inventory.LabelOperation, op.ID},
	}
	for _, l := range labels {
		if err := e.cloud.SetSnapshotLabel(ctx, op.SnapshotID, l[0], l[1]); err != nil {
			return err
		}
	}
	return nil
}

func labelNote(err error) string {
	if fault, is := errors.AsType[*inventory.APIError](err); is {
		return fault.Kind.Error()
	}
	return "the labels could not be written"
}
