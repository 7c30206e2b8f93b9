package faults

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// place matches the number of operations ahead on the page of an operation.
var place = regexp.MustCompile(`(\d+) ahead`)

// The data center of the three creates is busy with another client's work.
func TestOperation_MoveUpAndCancel(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.width = 1 })
	p := &userPath{proxiedApp: d, db: d.openStore(t), servers: d.sim.Servers()}
	v := p.newVolume(t, "in a queue")
	require.NoError(t, d.sim.HoldDatacenter(v.DatacenterID))
	var pages []string
	for _, name := range []string{"first", "second", "third"} {
		p.postRedirect(t, pathOf(v)+"/snapshots", url.Values{"key": {name}, "name": {name}})
		pages = append(pages, d.operationOf(t, name))
	}
	ahead := func(page string) string {
		_, text := d.get(t, page)
		return slices.Concat(place.FindStringSubmatch(text), []string{"", ""})[1]
	}
	eventuallySlow(t, "the third waits behind the others", func() bool { return ahead(pages[2]) == "3" || ahead(pages[2]) == "2" })
	p.postRedirect(t, pages[2]+"/front", nil)
	eventuallySlow(t, "it is the next of Snapdeck's", func() bool { return ahead(pages[2]) == "1" || ahead(pages[2]) == "" })
	p.postRedirect(t, pages[2]+"/cancel", nil)
	_, page := d.get(t, pages[2])
	require.Contains(t, page, `data-state="cancelled"`)
	require.Contains(t, page, `action="`+pages[2]+`/retry"`)
	require.NoError(t, d.sim.ReleaseDatacenter(v.DatacenterID))
	for _, page := range pages[:2] {
		d.requireTexts(t, page, page, `data-state="done"`)
	}
	require.Equal(t, 2, p.count(http.MethodPost, v.ID+"/create-snapshot"))
	p.postRedirect(t, pages[2]+"/cancel", nil)
	require.Empty(t, d.snapshotsNamed("third"))
}

// A failed create is retried, and both operations link to each other.
func TestOperation_RetryIsLinked(t *testing.T) {
	t.Parallel()
	p := newUserPath(t)
	v := p.newVolume(t, "tried again")
	p.inject(t, ionossim.Fault{Kind: ionossim.Failed, Count: 1, Route: "*" + v.ID + "/create-snapshot", Message: "[VDC-5-0] the storage is out of order"})
	p.postRedirect(t, pathOf(v)+"/snapshots", url.Values{"key": {"k"}, "name": {"nightly"}})
	failed := p.operationOf(t, "nightly")
	p.requireTexts(t, "it failed", failed, `data-state="failed"`, "[VDC-5-0] the storage is out of order", `class="next"`)
	retry := p.postRedirect(t, failed+"/retry", nil)
	require.NotEqual(t, failed, retry)
	page := p.requireTexts(t, "it is available", retry, `data-state="done"`, `href="`+failed+`"`)
	require.NotContains(t, page, "retry/", "a key of Snapdeck's own is not shown")
	p.requireTexts(t, "the first leads to it", failed, `href="`+retry+`"`)
	require.Equal(t, 2, p.count(http.MethodPost, v.ID+"/create-snapshot"))
	require.Len(t, p.snapshotsNamed("nightly"), 1)
}

// Another replica records the restore after the deletion was requested.
func TestDelete_NeededByLaterRestoreIsPrevented(t *testing.T) {
	t.Parallel()
	d := newProxiedAppWith(t, 0, func(d *proxiedApp) { d.undoWindow = time.Hour })
	s := newEnv(t, d, d.openStore(t), "needed later", faultCase{}, d.sim.Servers()[0])
	deleting().send(t, s)
	restore := s.forgedOp(t)
	restore.Kind, restore.Chain, restore.NotBefore = operation.RestoreVolume, restore.ID, time.Now().Add(time.Hour)
	s.forgedAs(t, restore, nil)
	deletion := s.deletions(t)[0].ID
	s.postAction(t, deletion, "now", http.StatusSeeOther, nil)
	eventuallySlow(t, "it is prevented", func() bool { return s.deletions(t)[0].Prevented() == operation.CauseInUse })
	_, page := d.get(t, "/operations/"+deletion)
	require.Contains(t, page, `data-state="cancelled" data-cause="in-use"`)
	eventuallySlow(t, "the form refuses, and shows what needs it", func() bool {
		_, page = d.get(t, "/snapshots/"+s.snapshot.ID+"/delete")
		return regexp.MustCompile(`(?s)data-error="in-use".*id="op-` + restore.ID + `"`).MatchString(page)
	})
	require.NotContains(t, page, `class="danger"`)
	require.False(t, deleting().applied(s))
}
