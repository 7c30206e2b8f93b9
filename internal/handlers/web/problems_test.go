package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// A listing with many unreadable items must not fill the page.
func TestWarningsOf_NamesFirst(t *testing.T) {
	t.Parallel()
	var warnings []inventory.Warning
	for i := range warningsShown + 3 {
		warnings = append(warnings, inventory.Warning{Resource: "volume", ID: fmt.Sprint(i), Text: "It has no id."})
	}
	one := warningsOf(warnings[:1])
	require.Len(t, one.Messages, 1)
	require.Equal(t, "volume 0", one.Messages[0].Code)
	many := warningsOf(warnings)
	require.Len(t, many.Messages, warningsShown+1)
	require.Equal(t, "and 3 more", many.Messages[warningsShown].Text)
}

// Parts of the contract that fail for the same reason are one problem, which names the data centers.
func TestProblemsOf_OneForEachReason(t *testing.T) {
	t.Parallel()
	since := noon.Add(-10 * time.Minute)
	of := func(r inventory.Resource, name string, kind error) inventory.ReadFailure {
		return inventory.ReadFailure{Resource: r, Name: name, Err: &inventory.APIError{Kind: kind, RequestID: "r-" + name, Messages: []inventory.APIMessage{{Code: "309"}}}, Since: since}
	}
	for name, c := range map[string]struct {
		failures []inventory.ReadFailure
		want     []string // codes
	}{
		"none":                   {nil, nil},
		"one reason":             {[]inventory.ReadFailure{of(inventory.ResourceSnapshots, "", inventory.ErrUnreachable), of(inventory.ResourceContract, "", inventory.ErrUnreachable)}, []string{"unreachable"}},
		"the whole, then a part": {[]inventory.ReadFailure{of(inventory.ResourceSnapshots, "", inventory.ErrServer), of(inventory.ContentsOf("a"), "prod", inventory.ErrServer)}, []string{"server"}},
		"two data centers":       {[]inventory.ReadFailure{of(inventory.ContentsOf("a"), "prod", inventory.ErrForbidden), of(inventory.ContentsOf("b"), "test", inventory.ErrForbidden)}, []string{"forbidden", "forbidden"}},
		"two reasons":            {[]inventory.ReadFailure{of(inventory.ResourceSnapshots, "", inventory.ErrServer), of(inventory.ResourceContract, "", inventory.ErrForbidden)}, []string{"server", "forbidden"}},
	} {
		f := newFixture(t, reading(viewOf(inventory.Listings{}), inventory.Health{ReadAt: noon, Failures: c.failures}))
		problems := problemsOf(f.pageRequest(t, "/"))
		var codes []string
		for i, p := range problems {
			codes = append(codes, p.Code)
			require.True(t, p.Since.Known(), name)
			require.NotEmpty(t, p.Clock, name)
			require.Equal(t, "309", p.Messages[0].Code, name)
			require.Equal(t, "r-"+c.failures[i].Name, p.RequestID, name)
			if c.failures[i].Name != "" {
				require.Contains(t, p.Title, c.failures[i].Name, name)
			}
		}
		require.Equal(t, c.want, codes, name)
	}
}

// The warnings come after the failures.
func TestProblemsOf_WarningsStandBesideFailures(t *testing.T) {
	t.Parallel()
	v := viewOf(inventory.Listings{})
	v.Warnings = []inventory.Warning{{Resource: "volume", ID: "x", Text: "It has no size."}}
	f := newFixture(t, reading(v, inventory.Health{ReadAt: noon, Failures: []inventory.ReadFailure{unreachable()}}))
	problems := problemsOf(f.pageRequest(t, "/"))
	require.Len(t, problems, 2)
	require.Equal(t, "volume x", problems[1].Messages[0].Code)
}

// What concerns the whole connection is not called a problem of the listing that noticed it first.
func TestProblemOf_ConnectionOrResource(t *testing.T) {
	t.Parallel()
	before, after := noon.Add(-10*time.Minute), noon.Add(-time.Minute)
	for name, c := range map[string]struct {
		failed inventory.Resource
		kind   error
		readAt time.Time
		whole  bool
	}{
		"a listing of all is not reached":                {inventory.ResourceSnapshots, inventory.ErrUnreachable, after, true},
		"nothing was answered since a part is unreached": {inventory.ResourceContract, inventory.ErrUnreachable, before, true},
		"others were answered after it":                  {inventory.ResourceContract, inventory.ErrUnreachable, after, false},
		"credentials":                                    {inventory.ResourceContract, inventory.ErrUnauthorized, after, true},
		"request limit":                                  {inventory.ResourceRecent, inventory.ErrRateLimited, after, true},
		"maintenance":                                    {inventory.ResourceLabels, inventory.ErrMaintenance, after, true},
		"an error of one listing":                        {inventory.ResourceSnapshots, inventory.ErrServer, before, false},
		"a missing privilege":                            {inventory.ResourceContract, inventory.ErrForbidden, before, false},
	} {
		failure := inventory.ReadFailure{Resource: c.failed, Err: &inventory.APIError{Kind: c.kind}, Since: noon.Add(-5 * time.Minute)}
		f := newFixture(t, reading(viewOf(inventory.Listings{}), inventory.Health{ReadAt: c.readAt, Failures: []inventory.ReadFailure{failure}}))
		p := problemsOf(f.pageRequest(t, "/"))[0]
		require.Equal(t, c.whole, p.Title == operation.ExplainCode(p.Code).Title, "%s: %s", name, p.Title)
	}
}
