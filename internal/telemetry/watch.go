package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// WatchBudget shows how many calls the cloud still allows and how many it allows at most.
// read is called at each scrape; known false means that the cloud has not said yet. To be
// called once.
func (m *Metrics) WatchBudget(read func() (remaining, limit int, known bool)) {
	m.registry.MustRegister(watched{
		descriptions: []*prometheus.Desc{
			describe("cloud_budget_remaining", "Calls that the cloud still allows."),
			describe("cloud_budget_limit", "Calls that the cloud allows at most."),
		},
		read: func(emit func(i int, value float64, labels ...string)) {
			if remaining, limit, known := read(); known {
				emit(0, float64(remaining))
				emit(1, float64(limit))
			}
		},
	})
}

// WatchStreams shows how many event streams are open. To be called once.
func (m *Metrics) WatchStreams(read func() int) {
	m.registry.MustRegister(watched{
		descriptions: []*prometheus.Desc{describe("open_streams", "Event streams that are open.")},
		read:         func(emit func(i int, value float64, labels ...string)) { emit(0, float64(read())) },
	})
}

// WatchOperations shows how many operations are in each state. To be called once.
func (m *Metrics) WatchOperations(read func() map[string]int) {
	m.registry.MustRegister(watched{
		descriptions: []*prometheus.Desc{describe("operations", "Operations by state.", "state")},
		read: func(emit func(i int, value float64, labels ...string)) {
			for state, n := range read() {
				emit(0, float64(n), state)
			}
		},
	})
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

// watched is a group of gauges that are read when they are scraped.
type watched struct {
	descriptions []*prometheus.Desc
	read         func(emit func(i int, value float64, labels ...string))
}

// Describe tells the registry which gauges there are.
func (w watched) Describe(out chan<- *prometheus.Desc) {
	for _, d := range w.descriptions {
		out <- d
	}
}

// Collect reads the gauges.
func (w watched) Collect(out chan<- prometheus.Metric) {
	w.read(func(i int, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(w.descriptions[i], prometheus.GaugeValue, value, labels...)
	})
}

// age is the age of what is known of the cloud. There is none before the first reading.
type age struct{ metrics *Metrics }

// Describe tells the registry of the gauge.
func (a age) Describe(out chan<- *prometheus.Desc) {
	out <- describe("mirror_age_seconds", "Age of what is known of the cloud.")
}

// Collect computes the age.
func (a age) Collect(out chan<- prometheus.Metric) {
	readAt := a.metrics.readAt.Load()
	if readAt == 0 {
		return
	}
	seconds := time.Since(time.UnixMilli(readAt)).Seconds()
	out <- prometheus.MustNewConstMetric(describe("mirror_age_seconds", "Age of what is known of the cloud."),
		prometheus.GaugeValue, max(0, seconds))
}
