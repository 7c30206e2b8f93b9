package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func newOperation() operation.Operation {
	id := uuid.Must(uuid.NewV7()).String()
	return operation.Operation{ID: id, Key: id, Kind: operation.CreateSnapshot, State: operation.Queued, CreatedAt: time.Now(), UpdatedAt: time.Now()}
}

func TestLedger_RecordedOperationAdvances(t *testing.T) {
	onEachDatabase(t, checkRecordedOperationAdvances)
}

func checkRecordedOperationAdvances(t *testing.T, at database) {
	t.Helper()
	advanced := make(chan string, 1)
	var ledger operation.Ledger
	begin := make(chan struct{})
	s, q := setup(t, at, func(ctx context.Context, id string) (time.Duration, bool, error) {
		<-begin
		op, err := ledger.Operation(ctx, id)
		if err != nil {
			return 0, false, err
		}
		op.State = operation.Submitting
		if _, err := ledger.Save(ctx, op, &operation.Stage{State: op.State, At: time.Now()}); err != nil {
			return 0, false, err
		}
		advanced <- id
		return 0, true, nil
	})
	ledger = s.Ledger(q)
	close(begin)
	op := newOperation()
	result, err := ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	require.NoError(t, err)
	require.False(t, result.Earlier)
	require.Equal(t, op.ID, receive(t, advanced))
}

// BenchmarkQueue_RecordToFirstStep measures the delay between the end of Submit and the first step.
func BenchmarkQueue_RecordToFirstStep(b *testing.B) {
	began := make(chan time.Time, 1)
	s, q := setup(b, sqliteDatabase(b), func(context.Context, string) (time.Duration, bool, error) {
		began <- time.Now()
		return 0, true, nil
	})
	ledger := s.Ledger(q)
	var delay, longest time.Duration
	for b.Loop() {
		if _, err := ledger.Submit(b.Context(), operation.Submission{Ops: []operation.Operation{newOperation()}}); err != nil {
			b.Fatal(err)
		}
		recorded := time.Now()
		d := receive(b, began).Sub(recorded)
		delay += d
		longest = max(longest, d)
	}
	b.ReportMetric(float64(delay.Microseconds())/float64(b.N)/1000, "ms/delay")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest")
}

// BenchmarkQueue_Idle measures an idle queue, in percent of one core.
func BenchmarkQueue_Idle(b *testing.B) {
	setup(b, sqliteDatabase(b), func(context.Context, string) (time.Duration, bool, error) { return 0, true, nil })
	const watched = 10 * time.Second
	for b.Loop() {
		used, began := cpuTime(b), time.Now()
		<-time.After(watched)
		b.ReportMetric(100*float64(cpuTime(b)-used)/float64(time.Since(began)), "%core")
	}
}
