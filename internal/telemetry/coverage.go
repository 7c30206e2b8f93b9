package telemetry

import (
	"time"
)

// maxVolumes bounds the number of volumes with their own series.
const maxVolumes = 20_000

// Coverage is the coverage of volumes for metrics.
type Coverage struct {
	States map[string]int // volumes by state
	// LastGood calls see for each volume with a known or certain good snapshot, with ids and the creation of
	// the newest.
	LastGood func(see func(volumeID, datacenterID string, at time.Time))
}

// WatchCoverage registers the coverage metrics. read is called at each scrape; known false means that the
// contract is not loaded yet, and hides the metrics: 0 would be wrong. Call it once.
func (m *Metrics) WatchCoverage(read func() (c Coverage, known bool)) {
	m.watch(func(emit emitFunc) {
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
		describe("volumes", "Volumes by coverage state.", "coverage"),
		describe("volume_last_good_snapshot_timestamp_seconds",
			"Creation time of the newest good snapshot of a volume whose source is known or certain; volumes without one have no series.", "volume", "datacenter"))
}
