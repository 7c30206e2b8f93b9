package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// WatchBudget registers the metrics of the request budget. read is called at each scrape; known false means
// that IONOS Cloud has not reported it yet. Call it once.
func (m *Metrics) WatchBudget(read func() (remaining, limit int, known bool)) {
	m.watch(func(emit emitFunc) {
		if remaining, limit, known := read(); known {
			emit(0, float64(remaining))
			emit(1, float64(limit))
		}
	},
		describe("cloud_budget_remaining", "Calls that IONOS Cloud still allows."),
		describe("cloud_budget_limit", "Calls that IONOS Cloud allows at most."))
}

// WatchStreams registers the number of open event streams. Call it once.
func (m *Metrics) WatchStreams(read func() int) {
	m.watch(func(emit emitFunc) { emit(0, float64(read())) }, describe("open_streams", "Open event streams."))
}

// WatchOperations registers the number of operations in each state. Call it once.
func (m *Metrics) WatchOperations(read func() map[string]int) {
	m.watch(func(emit emitFunc) {
		for state, n := range read() {
			emit(0, float64(n), state)
		}
	}, describe("operations", "Operations by state.", "state"))
}

// watchMirror registers the age of the mirror's data, which is missing before the first poll.
func (m *Metrics) watchMirror() {
	m.watch(func(emit emitFunc) {
		if readAt := m.readAt.Load(); readAt != 0 {
			emit(0, max(0, time.Since(time.UnixMilli(readAt)).Seconds()))
		}
	}, describe("mirror_age_seconds", "Age of the data read from IONOS Cloud."))
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

type emitFunc func(i int, value float64, labels ...string)

func (m *Metrics) watch(read func(emit emitFunc), descriptions ...*prometheus.Desc) {
	m.registry.MustRegister(scrapedGauges{descriptions, read})
}

// scrapedGauges is a group of gauges that are read at each scrape.
type scrapedGauges struct {
	descriptions []*prometheus.Desc
	read         func(emit emitFunc)
}

// Describe lists the gauges.
func (w scrapedGauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range w.descriptions {
		out <- d
	}
}

// Collect reads the gauges.
func (w scrapedGauges) Collect(out chan<- prometheus.Metric) {
	w.read(func(i int, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(w.descriptions[i], prometheus.GaugeValue, value, labels...)
	})
}
