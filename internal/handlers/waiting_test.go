package handlers

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// waitingServer returns a server with a number of operations in one lane, of which the first is in flight.
func waitingServer(t testing.TB, n int) (s *Server, first operation.Operation) {
	t.Helper()
	s, _ = newStaticServer(t)
	s.Ledger, s.Cloud.Budget = &webtest.Records{}, func() (int, int, bool) { return 0, 0, false }
	s.Engine = operation.NewEngine(nil, nil, nil, operation.DefaultTiming(), s.Now, nil, nil)
	for i := range n {
		op := operation.Operation{
			ID: fmt.Sprintf("op-%05d", i), Version: 1, Kind: operation.CreateSnapshot, State: operation.Waiting, DatacenterID: "dc-01", DatacenterName: "prod",
			VolumeID: fmt.Sprintf("dc-01-%02d", i%40), Actor: "ada", CreatedAt: time.Unix(1_799_000_000+int64(i), 0).UTC(), Stages: []operation.Stage{{State: operation.Queued}},
		}
		if i == 0 {
			op.State = operation.Accepted
			first = op
		}
		s.Operations.Put(op)
	}
	return s, first
}

// overviewOf renders the overview after an operation has changed.
func overviewOf(t testing.TB, s *Server, changed operation.Operation) string {
	t.Helper()
	s.Operations.Put(changed)
	fragments, err := s.Fragments(t.Context(), "/")
	require.NoError(t, err)
	html := ""
	for _, f := range fragments {
		html += string(f.HTML)
	}
	return html
}

// Of the lane of 5,000 what runs and the next ones are shown.
func TestQueuePosition_ShownForLongLane(t *testing.T) {
	t.Parallel()
	s, first := waitingServer(t, 5000)
	require.Contains(t, overviewOf(t, s, first), "Waiting for prod, 4 ahead")
}

// BenchmarkOverview_ManyWaiting renders the overview after each change of a long lane.
func BenchmarkOverview_ManyWaiting(b *testing.B) {
	for _, n := range []int{10, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, first := waitingServer(b, n)
			b.ReportAllocs()
			for b.Loop() {
				first.Version++
				overviewOf(b, s, first)
			}
		})
	}
}
