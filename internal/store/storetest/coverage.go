package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/coverage"
	"snapdeck/internal/inference"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
)

func runOrigins(t *testing.T, open Open) {
	db := open(t)
	var origins []inference.Origin
	for i := range 450 { // more than one statement takes
		origins = append(origins, inference.Origin{
			SnapshotID: fmt.Sprintf("s%03d", i), RequestID: "r", DatacenterID: "d", VolumeID: "v", UserAgent: "ionosctl/v6.10.2", CreatedBy: "ops@example.com", CreatedAt: noon,
		})
	}
	require.NoError(t, db.AddOrigins(t.Context(), origins))
	other := origins[0]
	other.UserAgent = "another program"
	require.NoError(t, db.AddOrigins(t.Context(), []inference.Origin{other}))
	require.NoError(t, db.AddOrigins(t.Context(), nil))
	require.NoError(t, db.RemoveOrigins(t.Context(), []string{"s001", "s449", "nothing"}))
	got, err := db.Origins(t.Context())
	require.NoError(t, err)
	slices.SortFunc(got, func(a, b inference.Origin) int { return strings.Compare(a.SnapshotID, b.SnapshotID) })
	want := append([]inference.Origin{origins[0]}, origins[2:449]...)
	require.Equal(t, want, got)
}

func runSamples(t *testing.T, open Open) {
	db := open(t)
	day := sample.DayOf(noon)
	entry := func(kind sample.Kind, id string, b ...byte) sample.Entry {
		return sample.Entry{Key: sample.Key{Kind: kind, ID: id}, Data: b}
	}
	var many []sample.Entry
	for i := range 450 {
		many = append(many, entry(sample.OfVolume, fmt.Sprintf("v%03d", i), 1, byte(i)))
	}
	require.NoError(t, db.PutSamples(t.Context(), day, append(many, entry(sample.OfContract, "v000", 9, 9, 9))))
	require.NoError(t, db.PutSamples(t.Context(), day, []sample.Entry{entry(sample.OfVolume, "v000", 2, 7)}), "the later sample of a day counts")
	require.NoError(t, db.PutSamples(t.Context(), day-1, []sample.Entry{entry(sample.OfVolume, "v000", 3, 3)}))
	require.NoError(t, db.PutSamples(t.Context(), day+5, []sample.Entry{entry(sample.OfVolume, "v000", 4, 4)}))
	require.NoError(t, db.PutSamples(t.Context(), day, nil))

	rows, err := db.Samples(t.Context(), sample.OfVolume, []string{"v000", "v449", "nothing"}, day.Month(), (day + 5).Month())
	require.NoError(t, err)
	byID := sample.ByID(rows)
	require.Len(t, byID["v000"], 2, "a row a month: March and April")
	for _, r := range byID["v000"] {
		if r.Month == day.Month() {
			require.Equal(t, []byte{3, 3, 2, 7}, r.Days[len(r.Days)-4:])
			require.Len(t, r.Days, 29*2)
		} else {
			require.Equal(t, []byte{0, 0, 0, 0, 4, 4}, r.Days)
		}
	}
	require.Equal(t, []byte{1, 449 % 256}, byID["v449"][0].Days[28*2:])
	all, err := db.SamplesOfKind(t.Context(), sample.OfVolume, day.Month(), day.Month())
	require.NoError(t, err)
	require.Len(t, all, 450)

	deleted := 0
	for more := true; more; deleted++ {
		more, err = db.PurgeSamples(t.Context(), (day + 5).Month())
		require.NoError(t, err)
	}
	require.Equal(t, 3, deleted, "a few hundred at a time")
	all, err = db.SamplesOfKind(t.Context(), sample.OfVolume, 0, 999999)
	require.NoError(t, err)
	require.Len(t, all, 1)
}

func runDismissals(t *testing.T, open Open) {
	db := open(t)
	of := func(volumeID, by string, at time.Time) coverage.Dismissal {
		return coverage.Dismissal{Cause: "quota", VolumeID: volumeID, By: by, At: at}
	}
	require.NoError(t, db.Dismiss(t.Context(), of("", "ada", noon), "192.0.2.1"))
	require.NoError(t, db.Dismiss(t.Context(), of("v", "ada", noon), "192.0.2.1"))
	require.NoError(t, db.Dismiss(t.Context(), of("v", "bob", noon.Add(time.Hour)), "192.0.2.2"))
	require.NoError(t, db.Dismiss(t.Context(), of("v", "eve", noon.Add(time.Minute)), "192.0.2.3"), "the older dismissal arrived late")
	got, err := db.Dismissals(t.Context())
	require.NoError(t, err)
	require.Equal(t, []coverage.Dismissal{of("", "ada", noon), of("v", "bob", noon.Add(time.Hour))}, got)
	entries, _, err := db.Audit(t.Context(), audit.Filter{Action: audit.DismissFailure})
	require.NoError(t, err)
	require.Len(t, entries, 4)

	require.NoError(t, db.ForgetDismissals(t.Context(), []coverage.Dismissal{of("", "ada", noon), of("v", "bob", noon)}), "one was dismissed again later")
	got, err = db.Dismissals(t.Context())
	require.NoError(t, err)
	require.Equal(t, []coverage.Dismissal{of("v", "bob", noon.Add(time.Hour))}, got)
}

func runTarget(t *testing.T, open Open) {
	db := open(t)
	text, err := db.Target(t.Context())
	require.NoError(t, err)
	require.Empty(t, text)
	require.NoError(t, db.SetTarget(t.Context(), "ada", "192.0.2.1", 36*time.Hour, noon))
	require.NoError(t, db.SetTarget(t.Context(), "ada", "192.0.2.1", 7*24*time.Hour, noon))
	text, err = db.Target(t.Context())
	require.NoError(t, err)
	require.Equal(t, "7d", text)
	entries, _, err := db.Audit(t.Context(), audit.Filter{Action: audit.SetTarget})
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Contains(t, entries[0].Detail+entries[1].Detail, "36h")
}

func runPrices(t *testing.T, open Open) {
	db := open(t)
	text, err := db.Prices(t.Context())
	require.NoError(t, err)
	require.Empty(t, text)
	require.NoError(t, db.SetPrices(t.Context(), "ada", "192.0.2.1", "de/fra=0.05", noon))
	text, err = db.Prices(t.Context())
	require.NoError(t, err)
	require.Equal(t, "de/fra=0.05", text)
	require.NoError(t, db.SetPrices(t.Context(), "ada", "192.0.2.1", "", noon))
	entries, _, err := db.Audit(t.Context(), audit.Filter{Action: audit.SetPrices})
	require.NoError(t, err)
	require.Len(t, entries, 2)
}

func runLatestAttempts(t *testing.T, open Open) {
	db := open(t)
	ledger := db.Ledger(&queue{})
	attempt := func(volumeID string, kind operation.Kind, end operation.State, at time.Time) operation.Operation {
		op := newOperation(t)
		op.Key, op.VolumeID, op.Kind = uuid.NewString(), volumeID, kind
		op = record(t, ledger, op)
		for _, s := range pathTo(end) {
			op.State, op.UpdatedAt = s, at
			if s.Final() {
				op.FinishedAt = at
			}
			if s == operation.Failed {
				op.Failure = &operation.Failure{Kind: "busy", Text: "It is busy."}
			}
			var err error
			op, err = ledger.Save(t.Context(), op, nil)
			require.NoError(t, err)
		}
		return op
	}
	attempt("a", operation.CreateSnapshot, operation.Done, noon)
	failed := attempt("a", operation.CreateSnapshot, operation.Failed, noon.Add(time.Hour))
	attempt("a", operation.CreateSnapshot, operation.Cancelled, noon.Add(2*time.Hour))
	attempt("a", operation.CreateSnapshot, operation.Queued, noon)
	attempt("b", operation.CreateSnapshot, operation.Failed, noon)
	done := attempt("b", operation.CreateSnapshot, operation.Done, noon.Add(time.Minute))
	attempt("c", operation.RestoreVolume, operation.Failed, noon)
	got, err := ledger.LatestAttempts(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]coverage.Attempt{
		"a": {OperationID: failed.ID, At: noon.Add(time.Hour), Failed: true, Cause: "busy"},
		"b": {OperationID: done.ID, At: noon.Add(time.Minute)},
	}, got)
}

// pathTo returns the states that lead from queued to one.
func pathTo(end operation.State) []operation.State {
	switch end {
	case operation.Queued:
		return nil
	case operation.Cancelled:
		return []operation.State{end}
	case operation.Failed:
		return []operation.State{operation.Submitting, end}
	default:
		return []operation.State{operation.Submitting, operation.Accepted, end}
	}
}
