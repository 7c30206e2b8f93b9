package storm

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkApp_AtRest measures what a dashboard takes of one core when nobody looks and nothing is to
// be done, the simulated cloud included.
func BenchmarkApp_AtRest(b *testing.B) {
	const warmUp, watched = 5 * time.Second, 30 * time.Second
	for database, open := range databases() {
		b.Run(database, func(b *testing.B) {
			newClock(b).dashboard(b, open(b))
			<-time.After(warmUp)
			for b.Loop() {
				used, began := cpuTime(b), time.Now()
				<-time.After(watched)
				b.ReportMetric(100*float64(cpuTime(b)-used)/float64(time.Since(began)), "%core")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// cpuTime is how much the process has computed so far.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkApp_Resume measures how long after the start of a process the operation goes on in whose
// step the last one was killed.
func BenchmarkApp_Resume(b *testing.B) {
	for database, open := range databases() {
		b.Run(database, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				b.StopTimer()
				var s scenario
				r := s.prepare(b, open(b))
				o := childConfig{Timing: fastTiming(), KillAt: "after CreateSnapshot"}
				r.awaitDeath(b, s.begin(b, r, o), o.KillAt)
				b.StartTimer()
				took = append(took, r.resumes(b))
			}
			slices.Sort(took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(milliseconds(took[len(took)/2]), "ms-median")
			b.ReportMetric(milliseconds(took[len(took)-1]), "ms-worst")
		})
	}
}

// resumes starts a process and returns how long it takes until an operation goes on.
func (r scenarioRun) resumes(b *testing.B) time.Duration {
	b.Helper()
	began, notes := time.Now(), filepath.Join(b.TempDir(), "points")
	p := r.start(b, childConfig{Timing: fastTiming(), Points: notes})
	defer p.Kill()
	for {
		text, err := os.ReadFile(notes)
		require.NoError(b, err)
		if len(text) > 0 {
			return time.Since(began)
		}
		require.Less(b, time.Since(began), completeTimeout)
		<-time.After(2 * time.Millisecond)
	}
}
