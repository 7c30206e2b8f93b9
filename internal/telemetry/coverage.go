package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// maxVolumes bounds how many volumes have a series of their own.
const maxVolumes = 20_000

// Coverage is how well volumes are protected, as it is measured.
type Coverage struct {
	States map[string]int // volumes by state
	// LastGood calls for each volume with a known or certain good snapshot, with ids and when the newest
	// was made.
	LastGood func(see func(volumeID, datacenterID string, at time.Time))
}

// WatchCoverage shows how well volumes are protected. read is called at each scrape; known false means
// that the contract is not read yet, so that nothing is shown: 0 would be untrue. To be called once.
func (m *Metrics) WatchCoverage(read func() (c Coverage, known bool)) {
	m.registry.MustRegister(watched{
		descriptions: []*prometheus.Desc{
			describe("volumes", "Volumes by how well they are protected.", "coverage"),
			describe("volume_last_good_snapshot_timestamp_seconds",
				"When the newest good snapshot of a volume was made whose source is known or certain; volumes without one have no series.", "volume", "datacenter"),
		},
		read: func(emit func(i int, value float64, labels ...string)) {
			c, known := read()
			if !known {
				return
			}
			for state, n := range c.States {
				emit(0, float64(n), state)
			}
			shown := 0
			c.LastGood(func(volumeID, datacenterID string, at time.Time) {
				if shown++; shown <= maxVolumes {
					emit(1, float64(at.UnixMilli())/1000, volumeID, datacenterID)
				}
			})
		},
	})
}
