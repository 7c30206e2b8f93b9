package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/store"
)

// addAudit adds entries and returns them newest first. Missing ids are filled in by order.
func addAudit(t *testing.T, db *store.Store, entries ...store.AuditEntry) []store.AuditEntry {
	t.Helper()
	var newest []store.AuditEntry
	for i, e := range entries {
		if e.ID == "" {
			e.ID = fmt.Sprintf("entry-%04d", i)
		}
		require.NoError(t, db.AppendAudit(t.Context(), e))
		newest = append([]store.AuditEntry{e}, newest...)
	}
	return newest
}

// everyAudit collects the entries of EachAudit.
func everyAudit(t *testing.T, db *store.Store, f store.AuditFilter) (all []store.AuditEntry) {
	t.Helper()
	require.NoError(t, db.EachAudit(t.Context(), f, func(e store.AuditEntry) error {
		all = append(all, e)
		return nil
	}))
	return all
}

func runAuditList(t *testing.T, open Open) {
	t.Run("pages, newest first", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		var entries []store.AuditEntry
		for i := range 60 { // two in each second: the id decides
			entries = append(entries, store.AuditEntry{At: noon.Add(time.Duration(i/2) * time.Second), Actor: "ada", Action: audit.LogIn})
		}
		all := addAudit(t, db, entries...)
		for _, c := range []struct{ offset, limit, from, to int }{{0, 0, 0, 50}, {50, 50, 50, 60}, {10, 5, 10, 15}, {60, 5, 60, 60}, {-1, 1, 0, 1}} {
			page, total, err := db.Audit(t.Context(), store.AuditFilter{Offset: c.offset, Limit: c.limit})
			require.NoError(t, err)
			require.Equal(t, 60, total)
			require.Empty(t, cmp.Diff(all[c.from:c.to], append([]store.AuditEntry{}, page...)))
		}
	})
	t.Run("filters", func(t *testing.T) { runAuditFilters(t, open) })
	t.Run("lists who and what there is", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addAudit(t, db,
			store.AuditEntry{At: noon, Actor: "eve", Action: audit.LogIn, Outcome: audit.Done},
			store.AuditEntry{At: noon, Actor: "ada", Action: audit.LogOut, Outcome: audit.Done},
			store.AuditEntry{At: noon, Actor: "ada", Action: audit.LogIn, Outcome: audit.Refused},
			store.AuditEntry{At: noon, Actor: "typed by anybody", Action: audit.LogIn, Outcome: audit.Refused},
			store.AuditEntry{At: noon, Action: audit.LogIn, Outcome: audit.Done})
		actors, err := db.AuditActors(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"ada", "eve"}, actors)
		actions, err := db.AuditActions(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{audit.LogIn, audit.LogOut}, actions)
	})
	t.Run("returns every entry once", func(t *testing.T) { runEachAudit(t, open) })
}

func runEachAudit(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	var entries []store.AuditEntry
	for i := range 1203 { // more than two batches, many at the same moment
		entries = append(entries, store.AuditEntry{At: noon.Add(time.Duration(i/700) * time.Second), Actor: fmt.Sprint("user ", i%3)})
	}
	all := addAudit(t, db, entries...)
	require.Empty(t, cmp.Diff(all, everyAudit(t, db, store.AuditFilter{Limit: 1, Offset: 7})))
	require.Len(t, everyAudit(t, db, store.AuditFilter{Actor: "user 1"}), 401)
	require.Len(t, everyAudit(t, db, store.AuditFilter{Query: "USER 2"}), 401)

	// The store can be written to during EachAudit, which does not return later entries.
	notified, enough := 0, errors.New("enough")
	err := db.EachAudit(t.Context(), store.AuditFilter{}, func(store.AuditEntry) error {
		if notified++; notified%300 == 0 {
			require.NoError(t, db.AppendAudit(t.Context(), store.AuditEntry{At: noon.Add(time.Hour), Actor: "late"}))
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, len(all), notified)
	err = db.EachAudit(t.Context(), store.AuditFilter{}, func(store.AuditEntry) error { return enough })
	require.ErrorIs(t, err, enough)
}

func runAuditFilters(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	all := addAudit(t, db,
		store.AuditEntry{At: noon, Actor: "Ada", ActorAddr: "192.0.2.7", Action: audit.LogIn, Outcome: audit.Done},
		store.AuditEntry{
			At: noon.Add(time.Minute), Actor: "eve", Action: "create-snapshot", Outcome: audit.Failed, OperationID: "op-1",
			DatacenterID: "dc-1", DatacenterName: `back\slash`, VolumeID: "vol-1", VolumeName: "DÜSSELDORF_100%",
			SnapshotID: "snap-1", SnapshotName: "Über Nacht", RequestID: "REQ-1", Detail: "IONOS Cloud refused the values.",
		},
		store.AuditEntry{At: noon.Add(time.Hour), Actor: "eve", Action: "create-snapshot", Outcome: audit.Requested, VolumeID: "vol-2", VolumeName: "web"})
	web, dus, ada := all[0], all[1], all[2]

	for i, c := range []struct {
		filter store.AuditFilter
		want   []store.AuditEntry
	}{
		{store.AuditFilter{}, []store.AuditEntry{web, dus, ada}},
		{store.AuditFilter{Actor: "eve"}, []store.AuditEntry{web, dus}},
		{store.AuditFilter{Actor: "ev"}, nil},
		{store.AuditFilter{Action: audit.LogIn}, []store.AuditEntry{ada}},
		{store.AuditFilter{Outcome: audit.Failed, Actor: "eve"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Outcome: audit.Failed, Actor: "Ada"}, nil},
		{store.AuditFilter{VolumeID: "vol-2"}, []store.AuditEntry{web}},
		{store.AuditFilter{SnapshotID: "snap-1"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Since: noon.Add(time.Minute)}, []store.AuditEntry{web, dus}},
		{store.AuditFilter{Until: noon.Add(time.Minute)}, []store.AuditEntry{ada}},
		{store.AuditFilter{Since: noon.Add(time.Minute), Until: noon.Add(time.Hour)}, []store.AuditEntry{dus}},
		{store.AuditFilter{Since: noon.Add(time.Hour), Until: noon}, nil},
		{store.AuditFilter{Query: " ada "}, []store.AuditEntry{ada}},
		{store.AuditFilter{Query: "192.0.2.7"}, []store.AuditEntry{ada}},
		{store.AuditFilter{Query: "düsseldorf_100%"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "über"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "ÜBER"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "sseldorf%"}, nil},
		{store.AuditFilter{Query: "sseldorf?"}, nil},
		{store.AuditFilter{Query: "s_eldorf"}, nil},
		{store.AuditFilter{Query: `K\S`}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "req-1"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "op-1", Actor: "eve"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: "ionos CLOUD refused"}, []store.AuditEntry{dus}},
		{store.AuditFilter{Query: `'; DROP TABLE audit; --`}, nil},
	} {
		page, total, err := db.Audit(t.Context(), c.filter)
		require.NoError(t, err)
		require.Equal(t, len(c.want), total, "case %d: %+v", i, c.filter)
		require.Empty(t, cmp.Diff(c.want, page), fmt.Sprintf("case %d: %+v", i, c.filter))
		require.Empty(t, cmp.Diff(c.want, everyAudit(t, db, c.filter)), fmt.Sprintf("case %d: %+v", i, c.filter))
	}
}
