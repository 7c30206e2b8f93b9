package operation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"snapdeck/internal/inventory"
)

// maxLabel is how many characters a label's key or value may have here. The API publishes no limit.
const maxLabel = 63

// Clean trims a change and says in a sentence what is wrong with it, or "".
func (c LabelChange) Clean() (LabelChange, string) {
	c.Key, c.Value = strings.TrimSpace(c.Key), strings.TrimSpace(c.Value)
	switch {
	case c.Key == "":
		return c, "Give the label a key."
	case inventory.OwnLabel(c.Key):
		return c, "Keys that begin with " + inventory.OwnLabels + " are Snapdeck’s own."
	case strings.ContainsAny(c.Key, "/?#%:"):
		return c, "A key cannot have any of / ? # % : in it."
	}
	if why := checkText(c.Key, maxLabel, false); why != "" {
		return c, "The key " + why
	}
	if c.Remove {
		return c, ""
	}
	if c.Value == "" {
		return c, "Give the label a value."
	}
	if why := checkText(c.Value, maxLabel, false); why != "" {
		return c, "The value " + why
	}
	return c, ""
}

// sendLabels writes and removes the labels one by one. To repeat it does no harm.
func (e *Engine) sendLabels(ctx context.Context, op Operation) (Receipt, error) {
	for _, c := range op.Task.Labels {
		var err error
		if c.Remove {
			err = e.cloud.RemoveSnapshotLabel(ctx, op.SnapshotID, c.Key)
		} else {
			err = e.cloud.SetSnapshotLabel(ctx, op.SnapshotID, c.Key, c.Value)
		}
		if c.Remove && errors.Is(err, inventory.ErrNotFound) {
			continue // gone already, or the snapshot is: looking tells
		}
		if err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{SnapshotID: op.SnapshotID}, nil
}

func (e *Engine) lookLabelled(ctx context.Context, op Operation) (proof, error) {
	labels, err := e.cloud.SnapshotLabels(ctx, op.SnapshotID)
	if errors.Is(err, inventory.ErrNotFound) {
		return notOnWhatIsGone(op), nil
	}
	if err != nil {
		return proof{}, fmt.Errorf("look at the labels: %w", err)
	}
	p := proof{found: true, complete: true, snapshotID: op.SnapshotID}
	for _, c := range op.Task.Labels {
		value, there := labels[c.Key]
		if there == c.Remove || !c.Remove && value != c.Value {
			p.found = false
		}
	}
	return p, nil
}
