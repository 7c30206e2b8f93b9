package bulk

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
)

// setup returns the area's handlers for a contract.
func setup(c *areatest.Contract, change ...func(*web.Deps)) *Handlers {
	return newHandlers(c.Base(change...))
}

// formOf returns a form with these fields for the review of an action.
func formOf(s *Handlers, action string, values url.Values) bulkForm {
	c, _ := areatest.Post(auth.RoleAdmin, paths.BulkSnapshots+action, values)
	return s.bulkFormOf(c, action, values)
}

// planOf returns the plan that a review shows.
func planOf(t *testing.T, s *Handlers, action string, values url.Values) bulkPlan {
	t.Helper()
	plan, known := bulkActions()[action]
	require.True(t, known)
	return plan(s, formOf(s, action, values))
}

// recordedPlanOf returns the plan that an action records.
func recordedPlanOf(t *testing.T, s *Handlers, action string, values url.Values) bulkPlan {
	t.Helper()
	f := formOf(s, action, values)
	f.recording = true
	return bulkActions()[action](s, f)
}

// snapshotIDs returns the snapshots that a plan records something for, in order.
func (p bulkPlan) snapshotIDs() (ids []string) {
	for _, r := range p.requests {
		ids = append(ids, r.SnapshotID)
	}
	return ids
}

// rowIDs returns the rows of a review in order, a dropped one in brackets.
func rowIDs(r views.SnapshotReview) (ids []string) {
	for _, row := range r.Rows {
		id := row.ID
		if row.Dropped {
			id = "(" + id + ")"
		}
		ids = append(ids, id)
	}
	return ids
}

// skippedIDs returns the names of what is left out.
func skippedIDs(skipped []views.Skipped) (names []string) {
	for _, s := range skipped {
		names = append(names, s.Subject.Text)
	}
	return names
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
