package handlers_test

import (
	"html"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func TestSnapshotPage_HeaderFirst(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	page, _ := d.get("/snapshots/new")
	require.Contains(t, page, "data-latest-good")
	require.Contains(t, page, `href="/snapshots/new/delete"`)
	require.Regexp(t, `<details class="panel" id="api">`, page, "the API's fields are collapsed")
	require.NotRegexp(t, `<details[^>]* open`, page)
	json := html.UnescapeString(regexp.MustCompile(`(?s)data-copy="(\{.*?)"`).FindStringSubmatch(page)[1])
	require.Contains(t, json, `"name": "new"`)
	require.Contains(t, json, `"size": 20`)
	page, _ = d.get("/snapshots/old")
	require.NotContains(t, page, "data-latest-good")
	require.Contains(t, page, `aria-current="true"`)
	require.Contains(t, page, `href="/snapshots/new"`, "the chain leads to the other snapshots of the volume")
}

// The page gives the reason and offers to unlock.
func TestSnapshotPage_LockedCannotBeDeleted(t *testing.T) {
	t.Parallel()
	d := newRestoreDashboard(t)
	lock := lockOperation("new")
	lock.Kind = operation.LockSnapshot
	d.record(lock)
	page, _ := d.get("/snapshots/new")
	require.NotContains(t, page, `href="/snapshots/new/delete"`)
	require.Regexp(t, `<button[^>]* disabled[^>]*>Delete`, page)
	require.Contains(t, page, `action="/snapshots/new/unlock"`)
}
