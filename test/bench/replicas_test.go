package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/store/postgrestest"
)

// The goals for each of two replicas on the large contract.
const (
	replicaMB    = 200
	replicaCalls = 9 // a minute, without subscribers
)

// BenchmarkReplicas_Memory measures two replicas on PostgreSQL on the large contract, a minute after both have
// loaded it: the memory of each and the API calls of both.
func BenchmarkReplicas_Memory(b *testing.B) {
	for b.Loop() {
		settings := []string{"SNAPDECK_DATABASE_URL=" + postgrestest.URL(b)} // which outlives the replicas
		first, err := startSimulator(b.Context(), largeSeed())
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, first.close()) })
		first.extra = settings
		second := &product{sim: first.sim, cloud: first.cloud, program: first.program, data: b.TempDir(), extra: settings}
		b.Cleanup(func() { require.NoError(b, second.stopApp()) })
		for _, p := range []*product{first, second} {
			require.NoError(b, p.startApp())
			require.NoError(b, p.logIn(b.Context()))
			_, err := p.complete(b.Context())
			require.NoError(b, err)
		}
		require.NoError(b, sleep(b.Context(), 15*time.Second)) // the follow-up polls of the first load are over
		first.sim.Calls().Reset()
		require.NoError(b, sleep(b.Context(), time.Minute))
		calls := first.sim.Calls().Total()
		b.ReportMetric(float64(calls), "calls/minute")
		if calls > 2*replicaCalls {
			b.Errorf("two replicas made %d calls in a minute, goal: at most %d", calls, 2*replicaCalls)
		}
		for unit, p := range map[string]*product{"MB/first": first, "MB/second": second} {
			bytes, err := p.process.resident()
			require.NoError(b, err)
			b.ReportMetric(float64(bytes>>20), unit)
			if bytes>>20 > replicaMB {
				b.Errorf("%d %s, goal: at most %d", bytes>>20, unit, replicaMB)
			}
		}
	}
}
