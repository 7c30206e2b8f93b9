package web

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/sample"
)

// ranked returns a report in which the volumes get worse in the given order.
func ranked(ids ...string) *coverage.Report {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Location: "de/fra"}}}
	for i, id := range ids {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: id, DatacenterID: "dc", Name: id, Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.AddDate(-2, 0, 0)}})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{
			ID: "s-" + id, Location: "de/fra", Description: inventory.Marker{OperationID: "op", VolumeID: id}.String(),
			Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Duration(i+2) * 24 * time.Hour)},
		})
	}
	return coverage.Of(viewOf(l), coverage.Facts{Target: 24 * time.Hour, Now: noon})
}

// Reports in which the volumes have the same order share a name.
func TestOrderMemory_NamesOrder(t *testing.T) {
	t.Parallel()
	var m OrderMemory
	first, same, other := ranked("a", "b", "c"), ranked("a", "b", "c"), ranked("c", "a", "b")
	name := m.Remember(first)
	require.Equal(t, name, m.Remember(first))
	require.Equal(t, name, m.Remember(same))
	require.NotEqual(t, name, m.Remember(other))
	require.NotNil(t, m.Ranks(name))
	require.Nil(t, m.Ranks("made up"))
	require.Nil(t, m.Ranks(""))
}

// A list that stays open for long falls back to the current order.
func TestOrderMemory_DropsOldest(t *testing.T) {
	t.Parallel()
	var m OrderMemory
	var orders []string
	for i := range maxOrders + 3 {
		orders = append(orders, m.Remember(ranked("a", "b-"+strconv.Itoa(i))))
	}
	for i, name := range orders {
		require.Equal(t, i >= 3, m.Ranks(name) != nil, "order %d", i)
	}
}

// storedSamples returns samples and records what was read.
type storedSamples struct {
	rows  []sample.Row
	err   error
	asked [][]string
	from  sample.Month
	to    sample.Month
}

func (s *storedSamples) Samples(_ context.Context, kind sample.Kind, ids []string, from, to sample.Month) (found []sample.Row, err error) {
	s.asked, s.from, s.to = append(s.asked, ids), from, to
	for _, r := range s.rows {
		for _, id := range ids {
			if r.Key == (sample.Key{Kind: kind, ID: id}) {
				found = append(found, r)
			}
		}
	}
	return found, s.err
}

// A volume without samples is read once too, until samples may have been added.
func TestPastDays_ReadOnce(t *testing.T) {
	t.Parallel()
	s := &storedSamples{rows: []sample.Row{{Key: sample.Key{Kind: sample.OfVolume, ID: "a"}, Month: 1}, {Key: sample.Key{Kind: sample.OfVolume, ID: "a"}, Month: 2}}}
	var c PastDaysCache
	load := func(now time.Time, ids ...string) { require.NoError(t, c.Load(t.Context(), s, now, ids)) }
	load(noon, "a", "b")
	load(noon, "a", "b")
	load(noon, "b", "c")
	require.Equal(t, [][]string{{"a", "b"}, {"c"}}, s.asked)
	require.Len(t, c.Of("a"), 2)
	require.Empty(t, c.Of("b"))
	load(noon.Add(PastFor), "a")
	require.Equal(t, []string{"a"}, s.asked[2])
	require.Len(t, c.Of("a"), 2, "a second read adds nothing twice")
}

// An error must not be remembered as an empty result.
func TestPastDays_FailureIsRetried(t *testing.T) {
	t.Parallel()
	s := &storedSamples{err: webtest.ErrAway}
	var c PastDaysCache
	require.ErrorIs(t, c.Load(t.Context(), s, noon, []string{"a"}), webtest.ErrAway)
	s.err = nil
	require.NoError(t, c.Load(t.Context(), s, noon, []string{"a"}))
	require.Len(t, s.asked, 2)
}

// Scrolling through all volumes must not grow it without bound.
func TestPastDays_AreBounded(t *testing.T) {
	t.Parallel()
	s := &storedSamples{}
	var c PastDaysCache
	ids := make([]string, maxPastVolumes+1)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	require.NoError(t, c.Load(t.Context(), s, noon, ids))
	require.NoError(t, c.Load(t.Context(), s, noon, []string{"one more"}))
	require.Len(t, c.rows, 1)
}

// The order is oldest first; unreadable samples are missing on the page.
func TestContractPast_CoversLastDays(t *testing.T) {
	t.Parallel()
	report := ranked("a")
	v := report.View
	s := &storedSamples{}
	byMonth := map[sample.Month][]byte{}
	for _, age := range []int{0, 1, chartDays - 1, chartDays, chartDays + 1} {
		at := noon.AddDate(0, 0, -age)
		for _, e := range sample.Take(report, at) {
			if e.Kind == sample.OfContract {
				day := sample.DayOf(at)
				byMonth[day.Month()] = sample.Put(byMonth[day.Month()], day, e.Data)
			}
		}
	}
	for month, days := range byMonth {
		s.rows = append(s.rows, sample.Row{Key: sample.ContractKey(v), Month: month, Days: days})
	}
	f := newFixture(t, reading(v, inventory.Health{ReadAt: noon}), func(d *Deps) { d.Samples = s })
	today := sample.DayOf(noon)
	var days []sample.Day
	for _, p := range f.ContractPast(t.Context(), f.pageRequest(t, "/")) {
		days = append(days, today-p.Day)
	}
	require.Equal(t, fmt.Sprint([]sample.Day{chartDays - 1, 1, 0}), fmt.Sprint(days))
	require.Equal(t, sample.DayOf(noon.AddDate(0, 0, -chartDays)).Month(), s.from)
	require.Equal(t, today.Month(), s.to)

	s.rows, s.err = nil, webtest.ErrAway
	require.Empty(t, f.ContractPast(t.Context(), f.pageRequest(t, "/")))
	require.Contains(t, f.log.String(), "level=WARN")
}
