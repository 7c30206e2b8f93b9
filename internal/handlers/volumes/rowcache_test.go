package volumes

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// Rows of all columns are rendered at any time before they expire, so a column that depends on the time without
// saying so is found.
func TestRowCache_ExpiryIsCorrect(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	now := time.Date(2026, time.December, 31, 23, 30, 0, 0, time.UTC) // the year ends soon
	past := func() time.Time { return now.Add(-time.Duration(random.Int64N(int64(400 * 24 * time.Hour)))) }
	soon := func() time.Time {
		reach := []time.Duration{time.Minute, time.Hour, 300 * time.Hour}[random.IntN(3)]
		return now.Add(time.Duration(random.Int64N(int64(reach))))
	}
	meta := func() inventory.Metadata {
		return inventory.Metadata{State: inventory.StateAvailable, CreatedDate: past(), LastModifiedDate: past()}
	}
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra", Metadata: meta()}}}
	s := newHandlers(web.NewBase(web.Deps{Operations: operation.NewCache(), Mirror: noPrices{}}))
	for i := range 300 {
		id := strconv.Itoa(i)
		l.Volumes = append(l.Volumes, inventory.Volume{ID: "v" + id, DatacenterID: "dc", Metadata: meta()})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{ID: "s" + id, Location: "de/fra", SizeGB: 1, Metadata: meta()})
		l.Labels = append(l.Labels, inventory.Label{ResourceType: "snapshot", ResourceID: "s" + id, Key: inventory.LabelVolume, Value: "v" + id})
		op := operation.Operation{ID: "o" + id, Version: 1, SnapshotID: "s" + id}
		switch i % 3 {
		case 0:
			op.Kind, op.State, op.NotBefore = operation.DeleteSnapshot, operation.Queued, soon()
		case 1:
			op.Kind, op.State, op.Task.Lock = operation.LockSnapshot, operation.Done, &operation.Lock{Reason: "audit", Until: soon()}
		}
		s.Operations.Put(op)
	}
	view := inventory.NewView(l, now)
	req := web.Request{View: view, Now: now, Zone: time.UTC}
	req.Report = func() *coverage.Report { return coverage.Of(view, coverage.Facts{Target: 24 * time.Hour, Now: now}) }
	requireStableRows(t, req, s.volumeList.Columns(), view.Volumes, random)
	requireStableRows(t, req, s.list.Columns(), l.Snapshots, random)
	requireStableRows(t, req, s.datacenterColumns(), l.Datacenters, random)
}

// noPrices is an empty contract without prices.
type noPrices struct{}

func (noPrices) View() *inventory.View { return inventory.NewView(inventory.Listings{}, time.Time{}) }

func (noPrices) Health() inventory.Health { return inventory.Health{} }

func requireStableRows[T any](t *testing.T, req web.Request, columns []table.Column[T], items []T, random *rand.Rand) {
	headers := table.SortableHeaders(table.Query{}, columns)
	html := func(req web.Request, item *T) (string, rowcache.Expiry) {
		row, expiry := table.RowOf(req, "x", columns, item)
		text, err := web.RenderOne(t.Context(), ui.TableRow(headers, row))
		require.NoError(t, err)
		return string(text), expiry
	}
	for i := range items {
		first, expiry := html(req, &items[i])
		require.False(t, expiry.Until.IsZero(), "the cell contains a relative time")
		for range 5 {
			left := max(1, expiry.Until.Sub(req.Now))
			then := req
			then.Now = req.Now.Add(time.Duration(random.Int64N(int64(left))))
			again, _ := html(then, &items[i])
			require.Equal(t, first, again)
		}
	}
}
