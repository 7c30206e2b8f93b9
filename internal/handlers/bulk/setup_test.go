package bulk

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views"
)

// setup is the area of a contract.
func setup(c *areatest.Contract, change ...func(*web.Deps)) *Handlers { return New(c.Base(change...)) }

// formOf is a form for a review of an action with these fields.
func formOf(s *Handlers, action string, values url.Values) bulkForm {
	c, _ := areatest.Post(auth.RoleAdmin, web.BulkSnapshots+action, values)
	return s.bulkFormOf(c, action, values)
}

// planOf is what an action would do.
func planOf(t *testing.T, s *Handlers, action string, values url.Values) bulkPlan {
	t.Helper()
	plan, known := bulkActions()[action]
	require.True(t, known)
	return plan(s, formOf(s, action, values))
}

// recordedPlanOf is what an action would record.
func recordedPlanOf(t *testing.T, s *Handlers, action string, values url.Values) bulkPlan {
	t.Helper()
	f := formOf(s, action, values)
	f.recording = true
	return bulkActions()[action](s, f)
}

// snapshotIDs are the snapshots that a plan records something for, in their order.
func (p bulkPlan) snapshotIDs() (ids []string) {
	for _, r := range p.requests {
		ids = append(ids, r.SnapshotID)
	}
	return ids
}

// rowIDs are the rows of a review, in their order, a dropped one in brackets.
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

// skippedIDs are the names of what is left out.
func skippedIDs(skipped []views.Skipped) (names []string) {
	for _, s := range skipped {
		names = append(names, s.Subject.Text)
	}
	return names
}
