package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func runList(t *testing.T, open Open) {
	t.Run("incomplete ones, oldest first", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		var want []operation.Operation
		for i := range 4 {
			op := newOperation(t)
			op.CreatedAt = noon.Add(-time.Duration(i) * time.Minute)
			want = append([]operation.Operation{record(t, ledger, op)}, want...)
		}
		want[0] = save(t, ledger, want[0], operation.Waiting)
		save(t, ledger, want[3], operation.Failed)
		unlabelled := save(t, ledger, save(t, ledger, save(t, ledger, want[2], operation.Submitting), operation.Accepted), operation.Done)
		unlabelled.Labels.State = operation.LabelsPending
		unlabelled, err := ledger.Save(t.Context(), unlabelled, nil)
		require.NoError(t, err)

		got, err := ledger.Incomplete(t.Context())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]operation.Operation{want[0], want[1], unlabelled}, got))
	})
	t.Run("pages, newest first", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		var all []operation.Operation
		for i := range 60 {
			op := newOperation(t)
			op.CreatedAt = noon.Add(time.Duration(i) * time.Second)
			all = append([]operation.Operation{record(t, ledger, op)}, all...)
		}
		for _, c := range []struct{ offset, limit, from, to int }{{0, 0, 0, 50}, {50, 50, 50, 60}, {10, 5, 10, 15}, {60, 5, 60, 60}, {-1, 1, 0, 1}} {
			page, total, err := ledger.List(t.Context(), operation.Filter{Offset: c.offset, Limit: c.limit})
			require.NoError(t, err)
			require.Equal(t, 60, total)
			require.Empty(t, cmp.Diff(all[c.from:c.to], append([]operation.Operation{}, page...)))
		}
	})
	t.Run("filters", func(t *testing.T) { runFilters(t, open) })
}

func runFilters(t *testing.T, open Open) {
	t.Parallel()
	ledger := open(t).Ledger(nil)
	a, b := newOperation(t), newOperation(t)
	a.VolumeName, a.DatacenterName = "Düsseldorf_100%", `back\slash`
	b.VolumeID, b.Actor, b.CreatedAt, b.Params.Name = "vol-2", "eve", noon.Add(time.Hour), "NIGHTLY"
	a, b = record(t, ledger, a), record(t, ledger, b)
	b = save(t, ledger, b, operation.Submitting)
	b.SnapshotID = "snap-9"
	b = save(t, ledger, b, operation.Accepted)

	for i, c := range []struct {
		filter operation.Filter
		want   []operation.Operation
	}{
		{operation.Filter{}, []operation.Operation{b, a}},
		{operation.Filter{VolumeID: "vol-1"}, []operation.Operation{a}},
		{operation.Filter{SnapshotID: "snap-9"}, []operation.Operation{b}},
		{operation.Filter{Actor: "eve", VolumeID: "vol-2"}, []operation.Operation{b}},
		{operation.Filter{Actor: "eve", VolumeID: "vol-1"}, nil},
		{operation.Filter{Since: noon.Add(time.Minute)}, []operation.Operation{b}},
		{operation.Filter{Until: noon.Add(time.Minute)}, []operation.Operation{a}},
		{operation.Filter{Leading: true}, []operation.Operation{b, a}},
		{operation.Filter{Planned: true}, nil},
		{operation.Filter{NotPlanned: true}, []operation.Operation{b, a}},
		{operation.Filter{States: []operation.State{operation.Accepted, operation.Done}}, []operation.Operation{b}},
		{operation.Filter{States: []operation.State{operation.Queued, operation.Accepted}, Query: "vol"}, []operation.Operation{b, a}},
		{operation.Filter{Query: " düsseldorf_100% "}, []operation.Operation{a}},
		{operation.Filter{Query: "DÜSSELDORF"}, []operation.Operation{a}},
		{operation.Filter{Query: "seldorf%"}, nil},
		{operation.Filter{Query: "d_sseldorf"}, nil},
		{operation.Filter{Query: `k\s`}, []operation.Operation{a}},
		{operation.Filter{Query: "nightly"}, []operation.Operation{b}},
		{operation.Filter{Query: "snap-9"}, []operation.Operation{b}},
		{operation.Filter{Query: a.ID[24:]}, []operation.Operation{a}},
		{operation.Filter{Query: `'; DROP TABLE operations; --`}, nil},
	} {
		page, total, err := ledger.List(t.Context(), c.filter)
		require.NoError(t, err)
		require.Equal(t, len(c.want), total)
		require.Empty(t, cmp.Diff(c.want, page), fmt.Sprintf("case %d: %+v", i, c.filter))
	}
}
