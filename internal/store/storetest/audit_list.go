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
func addAudit(t *testing.T, db *store.Store, entries ...audit.Entry) []audit.Entry {
	t.Helper()
	var newest []audit.Entry
	for i, e := range entries {
		if e.ID == "" {
			e.ID = fmt.Sprintf("entry-%04d", i)
		}
		require.NoError(t, db.AppendAudit(t.Context(), e))
		newest = append([]audit.Entry{e}, newest...)
	}
	return newest
}

// everyAudit collects the entries of EachAudit.
func everyAudit(t *testing.T, db *store.Store, f audit.Filter) (all []audit.Entry) {
	t.Helper()
	require.NoError(t, db.EachAudit(t.Context(), f, func(e audit.Entry) error {
		all = append(all, e)
		return nil
	}))
	return all
}

func runAuditList(t *testing.T, open Open) {
	t.Run("pages, newest first", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		var entries []audit.Entry
		for i := range 60 { // two in each second: the id decides
			entries = append(entries, audit.Entry{At: noon.Add(time.Duration(i/2) * time.Second), Actor: "ada", Action: audit.LogIn})
		}
		all := addAudit(t, db, entries...)
		for _, c := range []struct{ offset, limit, from, to int }{{0, 0, 0, 50}, {50, 50, 50, 60}, {10, 5, 10, 15}, {60, 5, 60, 60}, {-1, 1, 0, 1}} {
			page, total, err := db.Audit(t.Context(), audit.Filter{Offset: c.offset, Limit: c.limit})
			require.NoError(t, err)
			require.Equal(t, 60, total)
			require.Empty(t, cmp.Diff(all[c.from:c.to], append([]audit.Entry{}, page...)))
		}
	})
	t.Run("filters", func(t *testing.T) { runAuditFilters(t, open) })
	t.Run("lists who and what there is", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addAudit(t, db,
			audit.Entry{At: noon, Actor: "eve", Action: audit.LogIn, Outcome: audit.Done},
			audit.Entry{At: noon, Actor: "ada", Action: audit.LogOut, Outcome: audit.Done},
			audit.Entry{At: noon, Actor: "ada", Action: audit.LogIn, Outcome: audit.Refused},
			audit.Entry{At: noon, Actor: "typed by anybody", Action: audit.LogIn, Outcome: audit.Refused},
			audit.Entry{At: noon, Action: audit.LogIn, Outcome: audit.Done})
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
	var entries []audit.Entry
	for i := range 1203 { // more than two batches, many at the same moment
		entries = append(entries, audit.Entry{At: noon.Add(time.Duration(i/700) * time.Second), Actor: fmt.Sprint("user ", i%3)})
	}
	all := addAudit(t, db, entries...)
	require.Empty(t, cmp.Diff(all, everyAudit(t, db, audit.Filter{Limit: 1, Offset: 7})))
	require.Len(t, everyAudit(t, db, audit.Filter{Actor: "user 1"}), 401)
	require.Len(t, everyAudit(t, db, audit.Filter{Query: "USER 2"}), 401)

	// The store accepts writes during EachAudit, which does not return the later entries.
	notified, enough := 0, errors.New("enough")
	err := db.EachAudit(t.Context(), audit.Filter{}, func(audit.Entry) error {
		if notified++; notified%300 == 0 {
			require.NoError(t, db.AppendAudit(t.Context(), audit.Entry{At: noon.Add(time.Hour), Actor: "late"}))
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, len(all), notified)
	err = db.EachAudit(t.Context(), audit.Filter{}, func(audit.Entry) error { return enough })
	require.ErrorIs(t, err, enough)
}

func runAuditFilters(t *testing.T, open Open) {
	t.Parallel()
	db := open(t)
	all := addAudit(t, db,
		audit.Entry{At: noon, Actor: "Ada", ActorAddr: "192.0.2.7", Action: audit.LogIn, Outcome: audit.Done},
		audit.Entry{
			At: noon.Add(time.Minute), Actor: "eve", Action: "create-snapshot", Outcome: audit.Failed, OperationID: "op-1",
			DatacenterID: "dc-1", DatacenterName: `back\slash`, VolumeID: "vol-1", VolumeName: "DÜSSELDORF_100%",
			SnapshotID: "snap-1", SnapshotName: "Über Nacht", RequestID: "REQ-1", Detail: "IONOS Cloud refused the values.",
		},
		audit.Entry{At: noon.Add(time.Hour), Actor: "eve", Action: "create-snapshot", Outcome: audit.Requested, VolumeID: "vol-2", VolumeName: "web"})
	web, dus, ada := all[0], all[1], all[2]

	for i, c := range []struct {
		filter audit.Filter
		want   []audit.Entry
	}{
		{audit.Filter{}, []audit.Entry{web, dus, ada}},
		{audit.Filter{Actor: "eve"}, []audit.Entry{web, dus}},
		{audit.Filter{Actor: "ev"}, nil},
		{audit.Filter{Action: audit.LogIn}, []audit.Entry{ada}},
		{audit.Filter{Outcome: audit.Failed, Actor: "eve"}, []audit.Entry{dus}},
		{audit.Filter{Outcome: audit.Failed, Actor: "Ada"}, nil},
		{audit.Filter{VolumeID: "vol-2"}, []audit.Entry{web}},
		{audit.Filter{SnapshotID: "snap-1"}, []audit.Entry{dus}},
		{audit.Filter{Since: noon.Add(time.Minute)}, []audit.Entry{web, dus}},
		{audit.Filter{Until: noon.Add(time.Minute)}, []audit.Entry{ada}},
		{audit.Filter{Since: noon.Add(time.Minute), Until: noon.Add(time.Hour)}, []audit.Entry{dus}},
		{audit.Filter{Since: noon.Add(time.Hour), Until: noon}, nil},
		{audit.Filter{Query: " ada "}, []audit.Entry{ada}},
		{audit.Filter{Query: "192.0.2.7"}, []audit.Entry{ada}},
		{audit.Filter{Query: "düsseldorf_100%"}, []audit.Entry{dus}},
		{audit.Filter{Query: "über"}, []audit.Entry{dus}},
		{audit.Filter{Query: "ÜBER"}, []audit.Entry{dus}},
		{audit.Filter{Query: "sseldorf%"}, nil},
		{audit.Filter{Query: "sseldorf?"}, nil},
		{audit.Filter{Query: "s_eldorf"}, nil},
		{audit.Filter{Query: `K\S`}, []audit.Entry{dus}},
		{audit.Filter{Query: "req-1"}, []audit.Entry{dus}},
		{audit.Filter{Query: "op-1", Actor: "eve"}, []audit.Entry{dus}},
		{audit.Filter{Query: "ionos CLOUD refused"}, []audit.Entry{dus}},
		{audit.Filter{Query: `'; DROP TABLE audit; --`}, nil},
	} {
		page, total, err := db.Audit(t.Context(), c.filter)
		require.NoError(t, err)
		require.Equal(t, len(c.want), total, "case %d: %+v", i, c.filter)
		require.Empty(t, cmp.Diff(c.want, page), fmt.Sprintf("case %d: %+v", i, c.filter))
		require.Empty(t, cmp.Diff(c.want, everyAudit(t, db, c.filter)), fmt.Sprintf("case %d: %+v", i, c.filter))
	}
}
