package snapshotlist

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const hour = time.Hour

// deletionOf returns an open deletion of a snapshot that can be undone.
func deletionOf(id string) operation.Operation {
	return operation.Operation{ID: "del-" + id, Kind: operation.DeleteSnapshot, SnapshotID: id, State: operation.Queued, NotBefore: areatest.Noon.Add(hour)}
}

// snapshotOf returns a snapshot of a view.
func snapshotOf(t *testing.T, v *inventory.View, id string) *inventory.Snapshot {
	t.Helper()
	snap, found := v.Snapshot(id)
	require.True(t, found, id)
	return &snap
}

// found returns the ids of the snapshots that the address of a list selects.
func found(s *List, address string) []string {
	req := areatest.Request(s.Base, address)
	return s.Matching(req, req.URL)
}

// Each filter is applied alone and with others, on all pages.
func TestMatching_FollowsAddress(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, 100*24*hour, hour).Volume("db", 50, 2*hour).Snapshot("foreign", "", 20, 3*hour, func(s *inventory.Snapshot) { s.Location, s.LicenceType = "us/las", "WINDOWS" }).
		Snapshot("busy", "web", 10, 0, areatest.InState(inventory.StateBusy)).Locked("web-0", "audit").Label("snapshot", "db-0", "team", "infra").Operation(deletionOf("db-0"))
	s := New(c.Base())
	for address, want := range map[string][]string{
		"/snapshots":                              {"busy", "db-0", "foreign", "web-0", "web-1"},
		"/snapshots?q=WEB":                        {"busy", "web-0", "web-1"},
		"/snapshots?location=us%2Flas":            {"foreign"},
		"/snapshots?state=BUSY":                   {"busy"},
		"/snapshots?source=unknown":               {"foreign"},
		"/snapshots?source=nonsense":              {"busy", "db-0", "foreign", "web-0", "web-1"},
		"/snapshots?dc=fra":                       {"busy", "db-0", "web-0", "web-1"},
		"/snapshots?vol=db":                       {"db-0"},
		"/snapshots?age=over-90d":                 {"web-0"},
		"/snapshots?age=under-24h&vol=web":        {"busy", "web-1"},
		"/snapshots?min=20&max=50":                {"db-0", "foreign"},
		"/snapshots?licence=WINDOWS":              {"foreign"},
		"/snapshots?label=team%3Dinfra":           {"db-0"},
		"/snapshots?kept=locked":                  {"web-0"},
		"/snapshots?kept=planned":                 {"db-0"},
		"/snapshots?kept=planned&q=web":           nil,
		"/snapshots?page=7&sort=-size":            {"busy", "db-0", "foreign", "web-0", "web-1"},
		"/datacenters/fra/volumes/web":            {"busy", "web-0", "web-1"},
		"/datacenters/fra/volumes/web?q=nonsense": {"busy", "web-0", "web-1"},
		"/volumes":         nil,
		"/snapshots/web-0": nil,
	} {
		require.ElementsMatch(t, want, found(s, address), address)
	}
}

// A bulk action on all matches covers all pages.
func TestMatching_CoversAllPages(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract()
	for i := range 10_000 {
		c.Snapshot(fmt.Sprintf("s-%05d", i), "", 1, hour)
	}
	require.Len(t, found(New(c.Base()), "/snapshots?size=50"), 10_000)
}

// Times are exact, and there are costs only with prices.
func TestExport_HasAllMatches(t *testing.T) {
	t.Parallel()
	contract := func() *areatest.Contract {
		return areatest.NewContract().Volume("web", 10, 2*hour, hour).Snapshot("unknown", "", 0.5, hour, func(s *inventory.Snapshot) { s.Name, s.Description = "=1+1", "line\nbreak" })
	}
	s := New(contract().Base())
	e := s.Export(areatest.Request(s.Base, "/snapshots?sort=name"))
	require.Len(t, e.Lines, 3)
	for _, line := range e.Lines {
		require.Len(t, line, len(e.Headers))
	}
	column := func(e export.List, name string) (cells []any) {
		for i, h := range e.Headers {
			for _, line := range e.Lines {
				if h == name {
					cells = append(cells, line[i])
				}
			}
		}
		return cells
	}
	require.Equal(t, []any{"=1+1", "web-0", "web-1"}, column(e, "name"), "unchanged; the file escapes it")
	require.Equal(t, []any{"", "web", "web"}, column(e, "sourceVolumeId"))
	require.Equal(t, []any{"", "of-web-0", "of-web-1"}, column(e, "operationId"))
	require.Equal(t, []any{0.5, 10.0, 10.0}, column(e, "sizeGB"))
	priced := New(contract().Priced("0.05").Base())
	withCosts := priced.Export(areatest.Request(priced.Base, "/snapshots?vol=web"))
	require.Greater(t, len(withCosts.Headers), len(e.Headers))
	require.Len(t, withCosts.Lines, 2)
	require.Len(t, withCosts.Lines[0], len(withCosts.Headers))
}

func TestBadges_LocksAndDeletions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract                           *areatest.Contract
		onlyGood, unproven, leaves, locked bool
	}{
		"one of two":     {areatest.NewContract().Volume("web", 10, 2*hour, hour), false, false, false, false},
		"only good":      {areatest.NewContract().Volume("web", 10, hour), true, false, false, false},
		"other leaves":   {areatest.NewContract().Volume("web", 10, 2*hour, hour).Operation(deletionOf("web-1")), true, false, false, false},
		"itself leaves":  {areatest.NewContract().Volume("web", 10, hour).Operation(deletionOf("web-0")), false, false, true, false},
		"locked":         {areatest.NewContract().Volume("web", 10, 2*hour, hour).Locked("web-0", "audit"), false, false, false, true},
		"in progress":    {areatest.NewContract().Volume("web", 10).Snapshot("web-0", "web", 10, hour, areatest.InState(inventory.StateBusy)), false, false, false, false},
		"failed":         {areatest.NewContract().Volume("web", 10).Snapshot("web-0", "web", 10, hour, areatest.InState(inventory.StateFailed)), false, false, false, false},
		"unknown source": {areatest.NewContract().Volume("db", 99, hour).Snapshot("web-0", "", 10, hour, func(s *inventory.Snapshot) { s.Location = "us/las" }), false, true, false, false},
	} {
		s := New(c.contract.Base())
		req := areatest.Request(s.Base, "/snapshots")
		b := s.BadgesOf(req, snapshotOf(t, req.View, "web-0"))
		require.Equal(t, c.onlyGood, b.OnlyGoodCopy, name)
		require.Equal(t, c.unproven, b.Unproven, name)
		require.Equal(t, c.leaves, b.Deletion != "", name)
		require.Equal(t, c.leaves, b.DeletedAt != nil, name)
		require.Equal(t, c.locked, b.Lock != nil, name)
	}
}

// It is shown however old the operation is.
func TestSnapshotState_ShowsUnresolvedOperations(t *testing.T) {
	t.Parallel()
	deletion := deletionOf("web-0")
	deletion.State, deletion.FinishedAt = operation.Unknown, areatest.Noon.AddDate(0, 0, -9)
	s := New(areatest.NewContract().Volume("web", 10, 2*hour, hour).Operation(deletion).Base())
	req := areatest.Request(s.Base, "/snapshots")
	require.Len(t, s.SnapshotState(req, snapshotOf(t, req.View, "web-0")).Pills, 1)
	require.Empty(t, s.SnapshotState(req, snapshotOf(t, req.View, "web-1")).Pills)
}

// The date has a year unless it is the current one, and the row is rendered again at the end of the lock.
func TestLockView_ExpiresAtEndOfDay(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		until time.Time
		day   string
		limit time.Time
	}{
		"this year":    {time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC), "1 Dec", time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)},
		"end of year":  {newYear, "31 Dec", newYear},
		"another year": {time.Date(2028, 2, 1, 0, 0, 0, 0, time.UTC), "31 Jan 2028", newYear},
	} {
		require.Equal(t, c.day, lastDay(c.until, areatest.Noon), name)
		lock := operation.Lock{Reason: "audit", Until: c.until}
		op := operation.Locking("web-0", lock)
		s := New(areatest.NewContract().Volume("web", 10, hour).Operation(operation.Operation{ID: "lock", Kind: operation.LockSnapshot, SnapshotID: "web-0", State: operation.Done, Actor: "ada", Task: op.Task}).Base())
		req := areatest.Request(s.Base, "/snapshots")
		req.Expiry = &rowcache.Expiry{}
		v := s.LockView(req, "web-0")
		require.Equal(t, c.day, v.Day, name)
		require.Equal(t, "ada", v.By, name)
		require.False(t, req.Expiry.Until.After(c.limit), name)
	}
	s := New(areatest.NewContract().Volume("web", 10, hour).Locked("web-0", "").Base())
	req := areatest.Request(s.Base, "/snapshots")
	require.NotEmpty(t, s.LockView(req, "web-0").Reason)
	require.Empty(t, s.LockView(req, "web-0").By, "its labels do not say who wrote them")
	require.Nil(t, s.LockView(req, "web-0").Until)
	require.Nil(t, s.LockView(req, "other"))
}

// An unavailable snapshot cannot be restored, and one that will be deleted neither.
func TestColumns_ActionsFitState(t *testing.T) {
	t.Parallel()
	leaving := operation.Operation{ID: "del", Kind: operation.DeleteSnapshot, SnapshotID: "leaving", State: operation.Queued, NotBefore: areatest.Noon.Add(hour)}
	s := New(areatest.NewContract().Operation(leaving).Base())
	gone := s.snapshotRowActions(web.Request{}, &inventory.Snapshot{ID: "leaving", Metadata: inventory.Metadata{State: inventory.StateAvailable}})
	require.Nil(t, gone.Actions.Primary)
	for state, want := range map[inventory.State]bool{inventory.StateAvailable: true, inventory.StateBusy: false, inventory.StateFailed: false} {
		c := s.snapshotRowActions(web.Request{}, &inventory.Snapshot{ID: "a/b", Metadata: inventory.Metadata{State: state}})
		require.Equal(t, want, c.Actions.Primary != nil, state)
		require.Equal(t, "/snapshots/a%2Fb/delete", c.Actions.Menu[len(c.Actions.Menu)-1].Href)
	}
}

// The marker is not part of the description, and no character is cut.
func TestColumns_ShortenLongDescriptions(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", maxDescription+1)
	c := snapshotDescription(web.Request{}, &inventory.Snapshot{Description: long})
	require.Equal(t, strings.Repeat("ü", maxDescription)+"…", c.Text)
	require.Equal(t, long, c.Title)
	marked := inventory.Marker{OperationID: "op", VolumeID: "v"}.Append("short")
	require.Equal(t, "short", snapshotDescription(web.Request{}, &inventory.Snapshot{Description: marked}).Text)
	require.Equal(t, "s", SnapshotName(web.Request{}, &inventory.Snapshot{ID: "s"}).Text, "a snapshot without a name is shown by its id")
}

// A key in an address must name one column.
func TestColumns_KeysAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range New(areatest.NewContract().Priced("0.05").Base()).Columns() {
		require.False(t, seen[c.Key], c.Key)
		seen[c.Key] = true
	}
	require.True(t, seen["cost"])
}

// The groups are by location, by volume, by deleted volume, and of unknown source.
func TestGroupHeader_LinksToItsResource(t *testing.T) {
	t.Parallel()
	b := areatest.NewContract().Volume("web", 10, hour).Base()
	req := areatest.Request(b, "/snapshots")
	head := GroupHeader(req, table.Grouping{By: inventory.LevelSource})
	for name, c := range map[string]struct {
		group inventory.Group[inventory.Snapshot]
		want  []string
	}{
		"location": {inventory.Group[inventory.Snapshot]{Level: inventory.LevelLocation, Key: "de/fra", Name: "de/fra"}, []string{"location", "de/fra"}},
		"volume":   {inventory.Group[inventory.Snapshot]{Level: inventory.LevelSource, Key: "web", Name: "web"}, []string{"vol", "web"}},
		"deleted":  {inventory.Group[inventory.Snapshot]{Level: inventory.LevelSource, Key: "4f1a2b3c-1"}, []string{"vol", "4f1a2b3c-1"}},
		"unknown":  {inventory.Group[inventory.Snapshot]{Level: inventory.LevelSource}, []string{"source", "unknown"}},
	} {
		h := head([]*inventory.Group[inventory.Snapshot]{&c.group})
		require.Equal(t, c.want, h.Filters[len(h.Filters)-2:], name)
		require.NotEmpty(t, h.Name, name)
	}
}

// twice returns a contract with an operation that created two snapshots.
func twice(change ...func(*areatest.Contract)) (*areatest.Contract, *webtest.Records) {
	c := areatest.NewContract().Volume("web", 10)
	for id, age := range map[string]time.Duration{"first": 2 * hour, "second": hour} {
		c.Snapshot(id, "", 10, age, func(s *inventory.Snapshot) {
			s.Description = inventory.Marker{OperationID: "op", VolumeID: "web"}.String()
		})
	}
	for _, f := range change {
		f(c)
	}
	return c, &webtest.Records{Ops: []operation.Operation{{
		ID: "op", Kind: operation.CreateSnapshot, VolumeID: "web", State: operation.Done, Sends: 2, CreatedAt: areatest.Noon.Add(-3 * hour), FinishedAt: areatest.Noon.Add(-hour),
	}}}
}

// The newer one is not offered if it is locked, or if one of the two is already being deleted.
func TestTwiceOf_NamesNewerDeletable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*areatest.Contract)
		review  string
		leaving bool
	}{
		"two":              {func(*areatest.Contract) {}, "/snapshots/second/delete", false},
		"the newer locked": {func(c *areatest.Contract) { c.Locked("second", "audit") }, "/snapshots/first/delete", false},
		"both locked":      {func(c *areatest.Contract) { c.Locked("second", "audit").Locked("first", "audit") }, "", false},
		"one leaves":       {func(c *areatest.Contract) { c.Operation(deletionOf("second")) }, "", true},
	} {
		contract, records := twice(c.change)
		s := New(contract.Base(func(d *web.Deps) { d.Ledger = records }))
		shown := s.TwiceOf(t.Context(), areatest.Request(s.Base, "/"), func(operation.CreatedTwice) bool { return true })
		require.Len(t, shown, 1, name)
		require.Equal(t, 2, shown[0].N, name)
		require.Equal(t, c.review, shown[0].Review, name)
		require.Equal(t, c.leaving, shown[0].Leaving, name)
		require.Empty(t, s.TwiceOf(t.Context(), areatest.Request(s.Base, "/"), func(operation.CreatedTwice) bool { return false }), name)
	}
	contract, records := twice()
	records.Ops[0].FinishedAt, records.Ops[0].CreatedAt = areatest.Noon.Add(-ledger.TwiceSince), areatest.Noon.Add(-ledger.TwiceSince-hour)
	s := New(contract.Base(func(d *web.Deps) { d.Ledger = records }))
	require.Empty(t, s.TwiceOf(t.Context(), areatest.Request(s.Base, "/"), func(operation.CreatedTwice) bool { return true }), "after a day it is no warning")
}
