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

// BenchmarkApp_AtRest measures the use of one core by an idle dashboard without subscribers, including the
// simulator.
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

// cpuTime returns the CPU time of the process so far.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkApp_Resume measures the time from the start of a process until the operation continues during whose
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

// resumes starts a process and returns the time until an operation continues.
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
