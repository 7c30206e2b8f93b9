package operation

import (
	"context"
	"fmt"
	"slices"

	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
)

// MaxRequests limits the requests of one submission.
const MaxRequests = 5000

// MaxSources limits the sources that are confirmed in one submission, because each takes several calls.
const MaxSources = 1000

// RefusedError means that a request was not recorded because its rules do not allow it.
type RefusedError struct {
	Operation Operation // that was not recorded
	Code      string    // RefusedRule or RefusedPhrase
	Reason    string    // a sentence
}

// The codes of refusals.
const (
	RefusedRule   = "rule"
	RefusedPhrase = "phrase" // it destroys, and the phrase that confirms it was not typed
)

// Error returns the reason.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s is refused: %s", e.Operation.Kind, e.Reason)
}

// refuse returns a *RefusedError for a submission that breaks a rule, as far as the latest view shows. What the same form
// recorded before stays recorded, whatever has changed since.
func (e *Engine) refuse(ctx context.Context, requests []Request, s Submission) error {
	if len(s.Ops) > MaxRequests {
		return &RefusedError{s.Ops[0], RefusedRule, "At most " + quantity.Count(MaxRequests) + " operations can be requested at once."}
	}
	if countSources(s.Ops) > MaxSources {
		return &RefusedError{s.Ops[0], RefusedRule, "At most " + quantity.Count(MaxSources) + " sources can be confirmed at once."}
	}
	refused := slices.Concat(refusedPhrase(s.Ops, requests), refusedByRules(e.inventory.View(), s.Ops))
	if len(refused) == 0 {
		return nil
	}
	earlier, _, err := e.ledger.List(ctx, Filter{Key: s.Ops[0].Key, Limit: 2 * MaxRequests})
	if err != nil {
		return fmt.Errorf("look whether the form was sent before: %w", err)
	}
	recorded := make(map[string]bool, len(earlier)) // by digest
	for _, op := range earlier {
		recorded[op.Digest] = true
	}
	for _, r := range refused {
		if !recorded[r.Operation.Digest] {
			return r
		}
	}
	return nil
}

// refusedByRules returns an error for each operation that the rules of its kind do not allow.
func refusedByRules(view *inventory.View, ops []Operation) (refused []*RefusedError) {
	for _, op := range ops {
		refuses := op.Kind.Spec().refuses
		if refuses == nil {
			continue
		}
		if reason := refuses(view, op); reason != "" {
			refused = append(refused, &RefusedError{op, RefusedRule, reason})
		}
	}
	return refused
}

func countSources(ops []Operation) (n int) {
	for _, op := range ops {
		if op.SetsSource() {
			n++
		}
	}
	return n
}

const imageProblem = "An ISO image cannot be snapshotted."

// CreateProblem returns why a volume cannot be snapshotted now.
func CreateProblem(vol inventory.Volume) Obstacle {
	switch {
	case vol.IsImage():
		return Obstacle{ObstacleImage, imageProblem}
	case vol.Metadata.State == inventory.StateInactive:
		return Obstacle{ObstacleInactive, "The volume is de-provisioned (INACTIVE). IONOS Cloud cannot snapshot it."}
	default:
		return Obstacle{}
	}
}

// SourceProblem returns why a volume cannot be the source of a snapshot.
func SourceProblem(v *inventory.View, vol inventory.Volume, snap inventory.Snapshot) Obstacle {
	dc, _ := v.Datacenter(vol.DatacenterID)
	code, reason := inventory.SourceProblemOf(dc.Location, &vol, &snap), ""
	switch code {
	case "":
	case inventory.SourceElsewhere:
		reason = fmt.Sprintf("The volume is in %s and the snapshot in %s, and a snapshot stays in the location of its volume.", dc.Location, snap.Location)
	case inventory.SourceIsImage:
		reason = imageProblem
	case inventory.SourceSizeUnknown:
		reason = "The size of the volume is unknown, so it cannot be compared with the snapshot."
	case inventory.SourceTooSmall:
		reason = fmt.Sprintf("The volume has %s, less than the snapshot, and volumes never shrink.", quantity.GB(vol.SizeGB))
	case inventory.SourceTooYoung:
		reason = "The volume was created after the snapshot."
	}
	return Obstacle{string(code), reason}
}
