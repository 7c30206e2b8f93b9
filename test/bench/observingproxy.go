package main

import (
	"bytes"
	"net/http"
	"sync"
	"time"
)

// observingProxy stands in front of the simulator and records when Snapdeck received something.
type observingProxy struct {
	cloud http.Handler

	mu     sync.Mutex
	wanted []byte
	seenAt chan time.Time
}

// expect returns a channel that receives, once, the end of a response with a text in it.
func (g *observingProxy) expect(text string) <-chan time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wanted, g.seenAt = []byte(text), make(chan time.Time, 1)
	return g.seenAt
}

// ServeHTTP forwards a call.
func (g *observingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	wanted, notified := g.wanted, g.seenAt
	g.mu.Unlock()
	if wanted == nil || r.Method != http.MethodGet {
		g.cloud.ServeHTTP(w, r)
		return
	}
	received := &listener{ResponseWriter: w, wanted: wanted}
	g.cloud.ServeHTTP(received, r)
	if !received.found {
		return
	}
	select {
	case notified <- time.Now():
	default: // reported already
	}
}

// listener searches a response for a text.
type listener struct {
	http.ResponseWriter
	wanted []byte
	found  bool
}

// Write forwards a part of the response.
func (l *listener) Write(p []byte) (int, error) {
	l.found = l.found || bytes.Contains(p, l.wanted)
	return l.ResponseWriter.Write(p)
}
