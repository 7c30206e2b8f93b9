package telemetry

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "snapdeck"

// Metrics counts events. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	http     *prometheus.HistogramVec
	cloud    *prometheus.HistogramVec
	jobs     *prometheus.HistogramVec
	rounds   *prometheus.HistogramVec
	refusals *prometheus.CounterVec
	readAt   atomic.Int64 // Unix ms of the mirror's last successful poll; 0: never
}

// NewMetrics returns metrics with their own registry, labelled with the build.
func NewMetrics(version, commit string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		http: histogram("http_request_duration_seconds", "Duration of pages and actions.",
			[]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5}, "route", "method", "status"),
		cloud: histogram("cloud_call_duration_seconds", "Duration of calls to IONOS Cloud.",
			[]float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30}, "route", "method", "outcome"),
		rounds: histogram("live_round_duration_seconds", "How long it took to render what changed for all open pages.",
			[]float64{0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}),
		jobs: histogram("job_step_duration_seconds", "Duration of operation steps.",
			[]float64{.005, .025, .1, .5, 1, 5, 15, 60}, "outcome"),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "refused_requests_total", Help: "Requests refused for the sake of safety.",
		}, []string{"reason"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Version of the running program; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit},
	})
	build.Set(1)
	m.registry.MustRegister(m.http, m.cloud, m.jobs, m.rounds, m.refusals, build, // panics only for duplicate names
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.watchMirror()
	return m
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: name, Help: help, Buckets: buckets,
	}, labels)
}

// ObserveHTTP records a response. route is the pattern, never the address itself, which bounds the number of
// series.
func (m *Metrics) ObserveHTTP(route, method string, status int, took time.Duration) {
	m.http.WithLabelValues(route, knownMethod(method), strconv.Itoa(status)).Observe(took.Seconds())
}

// Observe records a call to IONOS Cloud. outcome is the HTTP status, or a word without one.
func (m *Metrics) Observe(route, method, outcome string, took time.Duration) {
	m.cloud.WithLabelValues(route, method, outcome).Observe(took.Seconds())
}

// ObserveJob records a step of an operation.
func (m *Metrics) ObserveJob(outcome string, took time.Duration) {
	m.jobs.WithLabelValues(outcome).Observe(took.Seconds())
}

// ObserveRound records a round of rendering the pages that changed.
func (m *Metrics) ObserveRound(took time.Duration) {
	m.rounds.WithLabelValues().Observe(took.Seconds())
}

// ObserveRefusal counts a request that was refused for the sake of safety.
func (m *Metrics) ObserveRefusal(reason string) { m.refusals.WithLabelValues(reason).Inc() }

// MirrorRead records the last successful poll; the zero time means never.
func (m *Metrics) MirrorRead(at time.Time) {
	if at.IsZero() {
		return
	}
	m.readAt.Store(at.UnixMilli())
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// knownMethod maps unknown methods to one series.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
